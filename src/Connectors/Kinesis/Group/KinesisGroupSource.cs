using System.Globalization;

namespace HotStream.Kinesis;

/// <summary>What a member of a group reads, as its options were when the stream was made.</summary>
internal sealed record KinesisGroupSource(string Context, string Stream, string Group, string Table, string Worker,
    KinesisGroupOptions Options, KinesisOptions Reading)
{
    /// <summary>Takes and checks what a user has said.</summary>
    /// <exception cref="ArgumentException">A name or an option cannot work.</exception>
    public static KinesisGroupSource Of(string context, string stream, string group, KinesisGroupOptions options)
    {
        options.Check();
        StreamName.Check(stream, nameof(stream));
        LeaseTableName.Check(group, nameof(group));
        return new KinesisGroupSource(context, stream, group, options.TableName ?? group, options.WorkerId ?? NewWorker(), options,
            options.Reading());
    }

    /// <summary>How long a request to the table may take: a lease must not end while one hangs.</summary>
    public TimeSpan TableTimeout
    {
        get
        {
            TimeSpan third = Options.LeaseDuration / 3;
            TimeSpan least = third > TimeSpan.FromSeconds(1) ? third : TimeSpan.FromSeconds(1);
            return Options.Timeout < least ? Options.Timeout : least;
        }
    }

    private static string NewWorker() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Guid.NewGuid():N}");
}
