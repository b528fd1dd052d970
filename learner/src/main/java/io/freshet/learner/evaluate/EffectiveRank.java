package io.freshet.learner.evaluate;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * How many dimensions embeddings really use: the exponential of the entropy of their singular values (RankMe, Garrido
 * et al. 2023, arXiv:2210.02885). Embeddings are not centred.
 */
public final class EffectiveRank {
    /** The paper's; keeps the logarithm of a vanished share finite. */
    public static final double EPSILON = 1e-7;

    private EffectiveRank() {}

    public static double of(float[][] rows) {
        return of(rows, EPSILON);
    }

    public static double of(float[][] rows, double epsilon) {
        return fromShares(singularValues(rows), epsilon);
    }

    /** Of the covariance's eigenvalues, the squares of the singular values: another measure, ruled by the largest. */
    public static double ofCovariance(float[][] rows) {
        double[] squares = singularValues(rows);
        for (int i = 0; i < squares.length; i++) {
            squares[i] *= squares[i];
        }
        return fromShares(squares, 0);
    }

    static double[] singularValues(float[][] rows) {
        UnitRows.requireRows(rows, 1);
        DMatrixRMaj matrix = new DMatrixRMaj(UnitRows.widened(rows));
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, true);
        if (!svd.decompose(matrix)) {
            throw new IllegalArgumentException("embeddings have no singular values: are all of them finite?");
        }
        double[] values = new double[Math.min(matrix.numRows, matrix.numCols)];
        System.arraycopy(svd.getSingularValues(), 0, values, 0, values.length);
        return values;
    }

    private static double fromShares(double[] values, double epsilon) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        if (sum == 0) {
            return 0;
        }
        double entropy = 0;
        for (double value : values) {
            double share = value / sum + epsilon;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Math.exp(entropy);
    }
}
