using System.Globalization;
using System.Net;

namespace HotStream.ClickHouse;

/// <summary>
/// What ClickHouse's refusals mean: the table of this sink. Judged by the number of the error (<c>Code: 27</c>), since a bad row and a
/// server in trouble both have the status 500.
/// </summary>
internal static class ClickHouseErrors
{
    /// <summary>A row, or a value of it, that cannot be read or stored.</summary>
    private static readonly HashSet<int> s_ofRecords =
    [
        6, 25, 26, 27, 33, 34, 36, 38, 41, 53, 69, 70, 72, 117, 129, 130, 131, 190, 320, 321, 349, 376, 395, 407, 441, 467, 469, 636, 643,
        675, 676, 691,
    ];

    /// <summary>What passes: too much to do, no room, no quorum, read-only replicas, lost connections, time-outs.</summary>
    private static readonly HashSet<int> s_passing =
    [
        3, 159, 160, 201, 202, 203, 209, 210, 225, 236, 241, 242, 243, 244, 252, 254, 279, 285, 286, 319, 339, 394, 425, 439, 473, 571, 700,
        745, 999,
    ];

    /// <summary>What an answer means.</summary>
    public static HttpVerdict Judge(HttpStatusCode status, string answer) => (int)status is >= 200 and < 300 ? HttpVerdict.Taken
        : CodeOf(answer) is not { } code ? OfStatus(status)
        : s_ofRecords.Contains(code) ? HttpVerdict.Record
        : s_passing.Contains(code) ? HttpVerdict.Again
        : HttpVerdict.Fail;

    /// <summary>What to do about one that makes batches fail.</summary>
    public static string RemedyOf(HttpStatusCode status, string answer) => CodeOf(answer) switch
    {
        60 or 81 => "Create the table and its database first, or correct Table.",
        115 => "This server does not know a setting: leave it out of Settings, or, if it is the token, turn Deduplicate off.",
        192 or 193 or 194 or 497 or 516 => "Set UserName and Password to what this server knows, with the right to insert.",
        16 or 47 => "A column is missing: compare the table with the fields of the records.",
        164 => "The user, or the server, may only read.",
        null when status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Set UserName and Password.",
        null => "Look at Address: this may be no ClickHouse.",
        _ => "Its reason says what to change.",
    };

    private static HttpVerdict OfStatus(HttpStatusCode status) => (int)status switch
    {
        408 or 429 or >= 500 => HttpVerdict.Again,
        413 => HttpVerdict.Record,
        _ => HttpVerdict.Fail,
    };

    private static int? CodeOf(string answer)
    {
        const string Mark = "Code: ";
        int at = answer.IndexOf(Mark, StringComparison.Ordinal);
        ReadOnlySpan<char> rest = at < 0 ? default : answer.AsSpan(at + Mark.Length);
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        rest = digits < 0 ? rest : rest[..digits];
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : null;
    }
}
