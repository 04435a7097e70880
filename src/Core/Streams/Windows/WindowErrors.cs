namespace HotStream;

/// <summary>Refusals that all windows share.</summary>
internal static class WindowErrors
{
    public static InvalidOperationException NotKept(string operatorName, BatchTime time) => new(
        $"The window {operatorName} of {time} was not computed when it was due, because no output read it, or is not remembered; give it "
        + "an output, and call StreamingContext.Remember before the start.");
}
