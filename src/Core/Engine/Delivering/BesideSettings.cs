using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What an output beside the batches needs to know of its context.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Context">Name of the context.</param>
/// <param name="Options">What the user chose.</param>
/// <param name="Directory">Where batches wait; null for memory.</param>
/// <param name="IsKept">Whether they outlive the process.</param>
/// <param name="Executor">The context's.</param>
/// <param name="Time">The clock of waits.</param>
/// <param name="Logger">Where it logs.</param>
/// <param name="LetGo">Removes what nobody needs on the disk of checkpoints; any thread.</param>
/// <param name="Stop">The context waits no longer.</param>
internal sealed record BesideSettings(string Output, string Context, OutputOptions Options, string? Directory, bool IsKept,
    Executor Executor, TimeProvider Time, ILogger Logger, Action LetGo, CancellationToken Stop);
