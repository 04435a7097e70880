namespace HotStream.Tests.Learning;

/// <summary>Streaming k-means as the documentation words it, one point at a time.</summary>
internal sealed class NaiveKMeans(double[][] centers, double[] weights, double decay, bool byPoints)
{
    public double[][] Centers { get; } = [.. centers.Select(center => (double[])center.Clone())];

    public double[] Weights { get; } = (double[])weights.Clone();

    public bool HasSplit { get; private set; }

    public int Nearest(double[] point)
    {
        double[] distances = [.. Centers.Select(center => center.Zip(point, (c, p) => (c - p) * (c - p)).Sum())];
        return Array.IndexOf(distances, distances.Min());
    }

    public void Learn(double[][] batch)
    {
        double discount = byPoints ? Math.Pow(decay, batch.Length) : decay;
        int[] nearest = [.. batch.Select(Nearest)];
        for (int cluster = 0; cluster < Weights.Length; cluster++)
        {
            double[][] own = [.. batch.Where((_, i) => nearest[i] == cluster)];
            Weights[cluster] *= discount;
            for (int d = 0; own.Length > 0 && d < Centers[cluster].Length; d++)
            {
                double mean = own.Average(point => point[d]);
                Centers[cluster][d] += (mean - Centers[cluster][d]) * own.Length / (Weights[cluster] + own.Length);
            }

            Weights[cluster] += own.Length;
        }

        int heaviest = Array.IndexOf(Weights, Weights.Max());
        int lightest = Array.IndexOf(Weights, Weights.Min());
        if (Weights[lightest] < 1e-8 * Weights[heaviest])
        {
            HasSplit = true;
            Weights[heaviest] = Weights[lightest] = (Weights[heaviest] + Weights[lightest]) / 2;
            Centers[lightest] = [.. Centers[heaviest].Select(x => x - (1e-14 * Math.Max(Math.Abs(x), 1)))];
            Centers[heaviest] = [.. Centers[heaviest].Select(x => x + (1e-14 * Math.Max(Math.Abs(x), 1)))];
        }
    }
}
