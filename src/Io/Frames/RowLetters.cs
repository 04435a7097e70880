namespace HotStream.Io;

/// <summary>Reports records that cannot be read, if anybody wants to know.</summary>
/// <param name="session">Whose frames they are.</param>
/// <param name="source">What is read, for example a pattern of files.</param>
internal sealed class RowLetters(Session session, string source)
{
    public bool AreTaken => session.TakesDeadLetters;

    public void Post(string position, string reason, Utf8Slice record) => session.Refuse(new DeadLetter(source, position, reason,
        record.Bytes));
}
