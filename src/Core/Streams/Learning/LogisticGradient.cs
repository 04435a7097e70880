namespace HotStream;

/// <summary>The logistic loss of two classes.</summary>
internal readonly struct LogisticGradient : IGradient
{
    public static double Factor(double margin, double label) => (1 / (1 + Math.Exp(-margin))) - label;

    public static void Check(double label)
    {
        if (label is not (0 or 1))
        {
            throw new ArgumentException($"The label {label} is none of a logistic regression; labels are 0 and 1.");
        }
    }
}
