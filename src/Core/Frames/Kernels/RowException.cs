namespace HotStream;

/// <summary>
/// A row whose values cannot be computed, under <see cref="SessionOptions.Ansi"/>: a division by zero, a cast that fails, a number that
/// does
/// not fit. The message has the expression, its values, and where the row came from as far as that is known.
/// </summary>
public sealed class RowException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What is wrong, in a sentence.</param>
    /// <param name="row">The row's place in the batch that is being pushed; -1 when it is not known.</param>
    public RowException(string problem, int row)
        : this(problem, row, null)
    {
    }

    private RowException(string problem, int row, string? place)
        : base(place is null ? problem : $"{problem} The row: {place}.")
    {
        Problem = problem;
        Row = row;
        Place = place;
    }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>
    /// The row's place in the batch that the source pushed, for sources that know where their rows came from (see <see cref="At"/>); -1
    /// when
    /// rows were put together or moved since.
    /// </summary>
    public int Row { get; }

    /// <summary>Where the row came from, for example a file and a line; null when that is not known.</summary>
    public string? Place { get; }

    /// <summary>The same with the place where the row came from: what a source throws that catches it from its sink.</summary>
    /// <param name="place">The place.</param>
    public RowException At(string place) => new(Problem, Row, place);

    /// <summary>The same of a row that no longer stands where the source put it.</summary>
    internal RowException Moved() => new(Problem, -1, Place);
}
