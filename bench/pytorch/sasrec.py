"""SASRec (Kang and McAuley 2018, arXiv:1808.09781) with full cross-entropy, trained in epochs, for leave-one-out.

Reads sequences of `freshet bench leave-one-out`, one line each: the numbers of a user's items in the order of time, of
which the last is the test's and the one before it the validation's. Prints one line of JSON.
"""

import argparse
import json
import math
import resource
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

PAD = 0  # items count from 1


class SasRec(nn.Module):
    """Causal self-attention over a sequence; items are read and found by the same rows."""

    def __init__(self, items, options):
        super().__init__()
        width = options.width
        self.items = nn.Embedding(items + 1, width, padding_idx=PAD)
        self.places = nn.Embedding(options.length, width)
        layer = nn.TransformerEncoderLayer(
            width, options.heads, 4 * width, options.dropout, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(
            layer, options.layers, norm=nn.LayerNorm(width), enable_nested_tensor=False
        )
        self.dropout = nn.Dropout(options.dropout)
        self.bias = nn.Parameter(torch.zeros(items + 1))
        for rows in (self.items, self.places):
            nn.init.normal_(rows.weight, std=0.02)
        self.register_buffer("future", torch.triu(torch.ones(options.length, options.length, dtype=torch.bool), 1))

    def forward(self, sequences):
        """(batch, length) to (batch, length, width)."""
        length = sequences.shape[1]
        rows = self.items(sequences) * math.sqrt(self.items.embedding_dim) + self.places.weight[:length]
        # padding stands behind, so that causality alone keeps it from sight
        return self.layers(self.dropout(rows), mask=self.future[:length, :length], is_causal=True)

    def scores(self, vectors):
        return vectors @ self.items.weight.T + self.bias


def windows(sequences, length):
    """Each item but a user's first is a target once: pieces of length + 1 that overlap by one item."""
    pieces = []
    for sequence in sequences:
        for end in range(len(sequence), 1, -length):
            pieces.append(sequence[max(0, end - length - 1) : end])
    return pieces


def padded(pieces, length):
    rows = np.full((len(pieces), length), PAD, dtype=np.int64)
    for row, piece in zip(rows, pieces):
        row[: len(piece)] = piece
    return torch.from_numpy(rows)


class Task:
    def __init__(self, path, options):
        with open(path) as file:
            head = json.loads(file.readline())
            self.sequences = [[int(item) for item in line.split()] for line in file]
        self.come_again = head["items_come_again"]
        self.items = head["items"]
        self.options = options
        self.trained = {item for sequence in self.sequences for item in sequence[:-2]}

    def ranks(self, model, held_out):
        """Of the item so far from the end; ties count against it, an item that no training sequence has is missed."""
        model.eval()
        ranks = []
        unknown = torch.ones(self.items + 1, dtype=torch.bool)
        unknown[list(self.trained)] = False
        with torch.no_grad():
            for first in range(0, len(self.sequences), 256):
                chunk = self.sequences[first : first + 256]
                before = [sequence[:-held_out] for sequence in chunk]
                recent = [sequence[-self.options.length :] for sequence in before]
                last = torch.tensor([len(sequence) - 1 for sequence in recent])
                vectors = model(padded(recent, self.options.length))[torch.arange(len(chunk)), last]
                scores = model.scores(vectors)
                scores[:, unknown] = -math.inf
                targets = torch.tensor([sequence[-held_out] for sequence in chunk])
                own = scores.gather(1, targets.unsqueeze(1))
                for row, history, target in zip(scores, before, targets.tolist()):
                    left_out = history[-1:] if self.come_again else history
                    row[[item for item in left_out if item != target]] = -math.inf
                rank = (scores >= own).sum(1)
                rank[own.squeeze(1) == -math.inf] = self.items + 1
                ranks.append(rank)
        return torch.cat(ranks).double()


def measures(ranks):
    hits = ranks <= 10
    return {
        "hr10": hits.double().mean().item(),
        "ndcg10": torch.where(hits, 1 / torch.log2(ranks + 1), 0.0).mean().item(),
        "mrr": (1 / ranks).mean().item(),
    }


def train(task, options):
    torch.manual_seed(options.seed)
    model = SasRec(task.items, options)
    optimiser = torch.optim.Adam(model.parameters(), lr=options.rate)
    pieces = windows([sequence[:-2] for sequence in task.sequences], options.length)
    order = np.random.default_rng(options.seed)
    best, best_epoch, kept = -1.0, 0, None
    course = []
    for epoch in range(1, options.epochs + 1):
        model.train()
        total = 0.0
        shuffled = order.permutation(len(pieces))
        for first in range(0, len(pieces), options.batch):
            chunk = [pieces[i] for i in shuffled[first : first + options.batch]]
            longest = max(len(piece) for piece in chunk) - 1
            given = padded([piece[:-1] for piece in chunk], longest)
            wanted = padded([piece[1:] for piece in chunk], longest)
            there = wanted != PAD
            loss = F.cross_entropy(model.scores(model(given)[there]), wanted[there])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(chunk)
        validation = measures(task.ranks(model, 2))
        course.append({"epoch": epoch, "loss": total / len(pieces), "cpu_s": cpu(), **validation})
        if options.verbose:
            print(json.dumps(course[-1]), flush=True)
        if validation["ndcg10"] > best:
            best, best_epoch = validation["ndcg10"], epoch
            kept = {name: value.clone() for name, value in model.state_dict().items()}
        elif epoch - best_epoch >= options.patience:
            break
    model.load_state_dict(kept)
    return model, best_epoch, course


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sequences")
    parser.add_argument("--length", type=int, default=50)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--heads", type=int, default=2)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--patience", type=int, default=10, help="epochs without a better validation NDCG@10")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    started = time.time()
    began = cpu()
    task = Task(options.sequences, options)
    model, best_epoch, course = train(task, options)
    trained = cpu() - began
    print(
        json.dumps(
            {
                **measures(task.ranks(model, 1)),
                "users": len(task.sequences),
                "best_epoch": best_epoch,
                "epochs": len(course),
                "cpu_s": trained,
                "wall_s": time.time() - started,
                "torch": torch.__version__,
                "validation": course[best_epoch - 1],
                "options": vars(options),
            }
        )
    )


if __name__ == "__main__":
    main()
