namespace HotStream;

/// <summary>An example to learn from: features and the answer that belongs to them.</summary>
/// <param name="Label">The answer: a number for regression, 0 or 1 for classification.</param>
/// <param name="Features">What the answer is to be predicted from. Not copied; do not change it while its batch is in use.</param>
public readonly record struct LabeledPoint(double Label, double[] Features);
