using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// How values are stored in checkpoints: what the engine knows by itself, and the codecs of <see cref="StreamingOptions.Codecs"/>, which
/// come first. Safe from any thread.
/// </summary>
public sealed class CodecSet
{
    /// <summary>Columns of shapes around types that need codecs of their own; each is made of a set and the operator's name.</summary>
    private static readonly (Type Shape, Type Column)[] s_shapes =
    [
        (typeof(List<>), typeof(ListColumn<>)),
        (typeof(KeyValuePair<,>), typeof(KeyValueColumn<,>)),
        (typeof(ValueTuple<,>), typeof(TupleColumn<,>)),
        (typeof(ValueTuple<,,>), typeof(TripleColumn<,,>)),
    ];

    private readonly ConcurrentDictionary<Type, object> _codecs = new();

    /// <summary>Stores values of a type by a codec.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="codec">How.</param>
    public void Add<T>(Codec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        _codecs[typeof(T)] = new CodecColumn<T>(codec);
    }

    /// <summary>How columns of a type are stored.</summary>
    /// <exception cref="NotSupportedException">Nobody says how.</exception>
    internal StoredColumn<T> GrowingArray<T>(string operatorName) => _codecs.TryGetValue(typeof(T), out object? known)
        ? (StoredColumn<T>)known
        : (StoredColumn<T>)_codecs.GetOrAdd(typeof(T), Make<T>(operatorName));

    private StoredColumn<T> Make<T>(string operatorName)
    {
        if (typeof(T) == typeof(string))
        {
            return (StoredColumn<T>)(object)new StringColumn();
        }

        string? because = null;
        if (typeof(T).IsValueType)
        {
            StoredType stored = StoredType.Of(typeof(T));
            if (stored.Refused is null)
            {
                return stored.HasText ? new PlacedColumn<T>(stored.Name) : new RawColumn<T>(stored.Name);
            }

            because = stored.Refused;
        }

        return default(T) is IStored<T> itself ? itself.Column(this, operatorName)
            : OfShape(typeof(T), operatorName) as StoredColumn<T> ?? throw Unknown<T>(operatorName, because);
    }

    private object? OfShape(Type type, string operatorName) =>
        !RuntimeFeature.IsDynamicCodeSupported ? null
        : type.IsSZArray ? Create(typeof(ArrayColumn<>), [type.GetElementType()!], operatorName)
        : type.IsGenericType && Array.Find(s_shapes, shape => shape.Shape.HasSameMetadataDefinitionAs(type)).Column is { } column
            ? Create(column, type.GetGenericArguments(), operatorName)
        : null;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where code can be made while running; else a codec is asked for.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "No column asks anything of its types.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The columns are named in this class.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The columns are named in this class.")]
    private object? Create(Type column, Type[] arguments, string operatorName)
    {
        try
        {
            return Activator.CreateInstance(column.MakeGenericType(arguments), this, operatorName);
        }
        catch (System.Reflection.TargetInvocationException failure) when (failure.InnerException is NotSupportedException unknown)
        {
            throw new NotSupportedException(unknown.Message, failure); // the element's, which names what is missing
        }
    }

    private static NotSupportedException Unknown<T>(string operatorName, string? because)
    {
        string name = StoredType.NameOf(typeof(T));
        return new NotSupportedException(
            $"{operatorName} keeps values of type {name}, and nothing says how to store them in a "
            + $"checkpoint{because}. Add a codec before the "
            + $"start: options.Codecs.Add(new JsonCodec<{name}>(...)), with what System.Text.Json's source generator makes for it, or one "
            + $"derived from Codec<{name}>.");
    }
}
