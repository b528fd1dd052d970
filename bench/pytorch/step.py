"""The step of Freshet's benchmark in PyTorch, eager or compiled: the same model, weights and inputs.

Reads what the benchmark has written into a directory, then obeys lines on standard input:
`check` writes the loss and the gradients of the first batch, `step N` takes N steps and answers with their times.
"""

import argparse

import json
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Encoder(nn.Module):
    """A pre-norm transformer over a history, read at its newest event, with a projection head."""

    def __init__(self, size, newest_only):
        super().__init__()
        width = size["width"]
        layer = nn.TransformerEncoderLayer(
            width,
            size["heads"],
            size["feed_forward"],
            dropout=0.0,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.ages = nn.Parameter(torch.zeros(size["length"], width))
        self.transformer = nn.TransformerEncoder(
            layer, size["layers"], norm=nn.LayerNorm(width), enable_nested_tensor=False
        )
        self.out = nn.Linear(width, width)
        self.head = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, size["projection"]))
        self.newest_only = newest_only

    def forward(self, tokens, padding):
        x = tokens + self.ages
        newest = self.newest(x, padding) if self.newest_only else self.transformer(x, src_key_padding_mask=padding)[:, 0]
        return F.normalize(self.head(self.out(newest)), dim=-1)

    def newest(self, x, padding):
        """The last layer for one position alone, as Freshet computes it."""
        for layer in self.transformer.layers[:-1]:
            x = layer(x, src_key_padding_mask=padding)
        last = self.transformer.layers[-1]
        normed = last.norm1(x)
        seen = last.self_attn(normed[:, :1], normed, normed, key_padding_mask=padding, need_weights=False)[0]
        x = x[:, :1] + seen
        x = x + last.linear2(last.activation(last.linear1(last.norm2(x))))
        return self.transformer.norm(x)[:, 0]


class Step:
    def __init__(self, directory, newest_only, device, compiled):
        self.directory = directory
        self.device = torch.device(device)
        with open(os.path.join(directory, "size.json")) as file:
            self.size = json.load(file)
        size = self.size
        self.online = Encoder(size, newest_only).to(self.device)
        self.target = Encoder(size, newest_only).to(self.device)
        names = {name: shape for name, shape in size["parameters"]}
        flat = self.floats("parameters")
        at = 0
        weights = {}
        for name, shape in names.items():
            count = int(np.prod(shape))
            weights[self.torch_name(name)] = flat[at : at + count].reshape(shape)
            at += count
        self.names = [self.torch_name(name) for name in names]
        self.online.load_state_dict(weights)
        self.target.load_state_dict(weights)
        self.target.requires_grad_(False)
        width = size["width"]
        self.table = self.floats("table").reshape(-1, width)
        self.sums = torch.zeros(len(self.table), device=self.device)
        self.momentum = self.table.clone()
        self.queue = self.floats("queue").reshape(size["queue"], size["projection"])
        self.owners = self.longs("owners")
        self.batches = [self.batch(i) for i in range(size["batches"])]
        self.adamw = torch.optim.AdamW(self.online.parameters(), lr=size["dense_rate"], weight_decay=0.0, fused=True)
        self.taken = 0
        if compiled:
            # the parts that are arithmetic; clipping and the fused optimiser are as good as compiled already
            self.loss = torch.compile(self.loss)
            self.update_rows = torch.compile(self.update_rows)

    @staticmethod
    def torch_name(name):
        parts = name.split(".")
        if parts[0] == "head":
            return name
        if parts[1] in ("ages", "out"):
            return ".".join(parts[1:])
        return name

    def floats(self, name):
        return torch.from_numpy(np.fromfile(os.path.join(self.directory, name), dtype="<f4")).to(self.device)

    def longs(self, name):
        return torch.from_numpy(np.fromfile(os.path.join(self.directory, name), dtype="<i8")).to(self.device)

    def batch(self, i):
        shape = (self.size["batch"], self.size["length"])
        read = lambda name: self.longs(f"{i}.{name}")
        return {
            "rows": read("rows"),
            "stale": self.floats(f"{i}.stale"),
            "query": read("query").reshape(shape),
            "query_lengths": read("query_lengths"),
            "key": read("key").reshape(shape),
            "key_lengths": read("key_lengths"),
            "entities": read("entities"),
            "slots": read("slots"),
        }

    def padding(self, lengths):
        return torch.arange(self.size["length"], device=self.device).unsqueeze(0) >= lengths.unsqueeze(1)

    def loss(self, batch, rows):
        size = self.size
        tokens = F.embedding(batch["query"], rows, padding_idx=0)
        query = self.online(tokens, self.padding(batch["query_lengths"]))
        with torch.no_grad():
            left = (size["momentum"] ** batch["stale"]).unsqueeze(1)
            caught_up = torch.lerp(rows, self.momentum[batch["rows"]], left)
            tokens = F.embedding(batch["key"], caught_up)
            key = self.target(tokens, self.padding(batch["key_lengths"]))
        positive = (query * key).sum(1, keepdim=True)
        blocked = self.owners.unsqueeze(0) == batch["entities"].unsqueeze(1)
        negatives = (query @ self.queue.T).masked_fill(blocked, float("-inf"))
        logits = torch.cat([positive, negatives], dim=1) / size["temperature"]
        first = torch.zeros(len(logits), dtype=torch.long, device=self.device)
        return F.cross_entropy(logits, first), key, caught_up

    def gathered(self, batch):
        return self.table[batch["rows"]].requires_grad_()

    def step(self):
        size = self.size
        batch = self.batches[self.taken % len(self.batches)]
        rows = self.gathered(batch)
        loss, key, caught_up = self.loss(batch, rows)
        self.adamw.zero_grad(set_to_none=True)
        loss.backward()
        parameters = list(self.online.parameters())
        nn.utils.clip_grad_norm_([*parameters, rows], size["clip_norm"])
        self.adamw.step()
        with torch.no_grad():
            torch._foreach_lerp_(list(self.target.parameters()), parameters, 1 - size["momentum"])
            self.update_rows(batch["rows"], rows.detach(), rows.grad, caught_up)
            self.queue[batch["slots"]] = key
            self.owners[batch["slots"]] = batch["entities"]
        self.taken += 1
        return loss.item()  # on a GPU it waits for all that was asked of it

    def update_rows(self, index, rows, gradient, caught_up):
        size = self.size
        sums = self.sums[index] + gradient.square().mean(1)
        moved = rows - (size["row_rate"] / (sums.sqrt() + size["row_epsilon"])).unsqueeze(1) * gradient
        self.sums[index] = sums
        self.table[index] = moved
        self.momentum[index] = torch.lerp(moved, caught_up, size["momentum"])

    def check(self):
        batch = self.batches[0]
        rows = self.gathered(batch)
        loss, _, _ = self.loss(batch, rows)
        loss.backward()
        named = dict(self.online.named_parameters())
        flat = torch.cat([named[name].grad.flatten() for name in self.names])
        self.online.zero_grad(set_to_none=True)
        flat.cpu().numpy().astype("<f4").tofile(os.path.join(self.directory, "eager.gradient"))
        rows.grad.cpu().numpy().astype("<f4").tofile(os.path.join(self.directory, "eager.row_gradient"))
        return {"loss": loss.item()}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--newest-only", action="store_true")
    parser.add_argument("--compiled", action="store_true")
    return parser.parse_args()


def main():
    given = arguments()
    torch.set_num_threads(given.threads)
    if given.device != "cpu" and not torch.cuda.is_available():
        print(json.dumps({"fault": f"PyTorch {torch.__version__} of {sys.executable} sees no GPU"}), flush=True)
        return
    step = Step(given.directory, given.newest_only, given.device, given.compiled)
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "check":
            answer = step.check()
        else:
            walls, cpus, loss = [], [], 0.0
            for _ in range(int(words[1])):
                wall, cpu = time.perf_counter(), time.process_time()
                loss = step.step()
                walls.append(time.perf_counter() - wall)
                cpus.append(time.process_time() - cpu)
            answer = {"wall": walls, "cpu": cpus, "loss": loss}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
