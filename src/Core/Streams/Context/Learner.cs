namespace HotStream;

/// <summary>
/// What an output carries from batch to batch, so that it also runs in batches whose other outputs were done in an earlier life.
/// </summary>
/// <param name="Owner">Whose it is: several outputs may train one model, which has one place.</param>
/// <param name="OperatorName">The operator, as messages name it.</param>
/// <param name="Place">The name that the user gave to its place in checkpoints; null for none.</param>
/// <param name="CreateRecoverable">What is remembered, for checkpoints.</param>
internal sealed record Learner(object Owner, string OperatorName, string? Place, Func<OperatorPlace, Recoverable> CreateRecoverable);
