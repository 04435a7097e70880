namespace HotStream;

/// <summary>How a stream is posted to a web address. Values out of range are refused by the sink's constructor.</summary>
public sealed class HttpPostOptions : HttpSinkOptions
{
    /// <summary>Where to post to, http or https.</summary>
    public Uri? Address { get; init; }

    /// <summary>What a body looks like. Default <see cref="HttpPostFormat.NewlineJson"/>.</summary>
    public HttpPostFormat Format { get; init; }

    /// <summary>
    /// Headers of every request, for example <c>X-Api-Key</c>, or <c>Authorization</c> where neither <see cref="HttpSinkOptions.UserName"/>
    /// nor <see cref="HttpSinkOptions.BearerToken"/> is set.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Most records in a request. Default 1000; one with <see cref="HttpPostFormat.OneRecord"/>.</summary>
    public int RequestRecords { get; init; } = 1000;

    /// <inheritdoc/>
    public override string ToString() => $"{Place(Address, UriPartial.Path)}, {Format}, {RequestRecords} records a request, headers "
        + $"({PlainText.Of(string.Join(", ", Headers.Keys))}), {base.ToString()}";
}
