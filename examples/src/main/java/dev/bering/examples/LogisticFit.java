package dev.bering.examples;

/**
 * Fits a logistic regression by Newton's method with a ridge penalty, which keeps the weights
 * finite where a column separates the classes. The same input gives the same output, bit for bit.
 *
 * <p>Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.1 and 4.4.4.
 */
final class LogisticFit {

  private static final int STEPS = 50;
  private static final double CONVERGED = 1e-10;

  private LogisticFit() {}

  /**
   * The weights that fit best.
   *
   * @param rows the inputs, the first of each row 1 for the intercept
   * @param truth 1 or 0 for each row
   * @param ridge penalty on the square of each weight but the intercept's
   */
  static double[] weights(double[][] rows, double[] truth, double ridge) {
    int size = rows[0].length;
    double[] weights = new double[size];
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = new double[size];
      double[][] curvature = new double[size][size];
      for (int r = 0; r < rows.length; r++) {
        double p = 1 / (1 + Math.exp(-dot(weights, rows[r])));
        for (int i = 0; i < size; i++) {
          gradient[i] += (truth[r] - p) * rows[r][i];
          for (int j = 0; j < size; j++) {
            curvature[i][j] += p * (1 - p) * rows[r][i] * rows[r][j];
          }
        }
      }
      for (int i = 1; i < size; i++) {
        gradient[i] -= ridge * weights[i];
        curvature[i][i] += ridge;
      }
      double[] change = solve(curvature, gradient);
      double largest = 0;
      for (int i = 0; i < size; i++) {
        weights[i] += change[i];
        largest = Math.max(largest, Math.abs(change[i]));
      }
      if (largest < CONVERGED) {
        return weights;
      }
    }
    throw new IllegalStateException("no convergence in " + STEPS + " steps");
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Gaussian elimination with partial pivoting; both arguments are used up. */
  private static double[] solve(double[][] matrix, double[] right) {
    int size = right.length;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int row = column + 1; row < size; row++) {
        if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
          pivot = row;
        }
      }
      swap(matrix, right, column, pivot);
      for (int row = column + 1; row < size; row++) {
        double factor = matrix[row][column] / matrix[column][column];
        right[row] -= factor * right[column];
        for (int k = column; k < size; k++) {
          matrix[row][k] -= factor * matrix[column][k];
        }
      }
    }
    double[] solution = new double[size];
    for (int row = size - 1; row >= 0; row--) {
      double sum = right[row];
      for (int k = row + 1; k < size; k++) {
        sum -= matrix[row][k] * solution[k];
      }
      solution[row] = sum / matrix[row][row];
    }
    return solution;
  }

  private static void swap(double[][] matrix, double[] right, int a, int b) {
    double[] row = matrix[a];
    matrix[a] = matrix[b];
    matrix[b] = row;
    double value = right[a];
    right[a] = right[b];
    right[b] = value;
  }
}
