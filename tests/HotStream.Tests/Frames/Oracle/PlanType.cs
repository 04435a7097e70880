namespace HotStream.Tests.Frames.Oracle;

/// <summary>Types of expressions of random plans; some only narrow which values may come.</summary>
public enum PlanType
{
    Bool,
    Int,
    Long,

    /// <summary>A BIGINT of few digits: sums of it as floating point numbers are exact.</summary>
    Few,
    Double,

    /// <summary>A DOUBLE of few binary digits, so that its sums are exact in any order.</summary>
    Tame,

    /// <summary>A DOUBLE that depends on the order of additions; nothing is computed of it.</summary>
    Loose,
    Text,
    Date,
    Time,

    /// <summary>A DECIMAL(12, 2).</summary>
    Money,
}
