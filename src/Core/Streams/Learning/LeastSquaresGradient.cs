namespace HotStream;

/// <summary>Half the squared error.</summary>
internal readonly struct LeastSquaresGradient : IGradient
{
    public static double Factor(double margin, double label) => margin - label;

    public static void Check(double label)
    {
    }
}
