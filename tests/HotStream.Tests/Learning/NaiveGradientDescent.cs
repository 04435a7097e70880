namespace HotStream.Tests.Learning;

/// <summary>
/// Full-batch gradient descent as the documentation words it, with a numerical derivative of the loss instead
/// of a formula for the gradient.
/// </summary>
internal static class NaiveGradientDescent
{
    public static double LeastSquares(double[] weights, LabeledPoint example) => Math.Pow(Margin(weights, example) - example.Label, 2) / 2;

    public static double Logistic(double[] weights, LabeledPoint example) =>
        Math.Log(1 + Math.Exp(example.Label == 1 ? -Margin(weights, example) : Margin(weights, example)));

    public static double[] Fit(
        Func<double[], LabeledPoint, double> loss, double[] weights, LabeledPoint[] batch, double step, int iterations,
        double regularization, double tolerance)
    {
        for (int iteration = 1; iteration <= iterations; iteration++)
        {
            double[] gradient = [.. weights.Select((_, i) =>
                Derivative(w => batch.Average(example => loss(w, example)) + (regularization / 2 * w.Sum(x => x * x)), weights, i))];
            double[] next = [.. weights.Zip(gradient, (w, g) => w - (step / Math.Sqrt(iteration) * g))];
            double change = Math.Sqrt(next.Zip(weights, (a, b) => (a - b) * (a - b)).Sum());
            weights = next;
            if (iteration > 1 && change < tolerance * Math.Max(1, Math.Sqrt(weights.Sum(w => w * w))))
            {
                break;
            }
        }

        return weights;
    }

    private static double Margin(double[] weights, LabeledPoint example) => weights.Zip(example.Features, (w, x) => w * x).Sum();

    private static double Derivative(Func<double[], double> function, double[] at, int index)
    {
        const double Distance = 1e-5;
        return (At(Distance) - At(-Distance)) / (2 * Distance);

        double At(double offset)
        {
            double[] moved = (double[])at.Clone();
            moved[index] += offset;
            return function(moved);
        }
    }
}
