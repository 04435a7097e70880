using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Order of values of one type; every answer about the type is a constant to the compiler.</summary>
internal static class Order
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual<T>(T left, T right)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            double a = Unsafe.As<T, double>(ref left);
            double b = Unsafe.As<T, double>(ref right);
            return a == b || (double.IsNaN(a) && double.IsNaN(b));
        }

        return EqualityComparer<T>.Default.Equals(left, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLess<T>(T left, T right)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            double a = Unsafe.As<T, double>(ref left);
            double b = Unsafe.As<T, double>(ref right);
            return !(a >= b) & !double.IsNaN(a);
        }

        return typeof(T) == typeof(long) ? Unsafe.As<T, long>(ref left) < Unsafe.As<T, long>(ref right)
            : Comparer<T>.Default.Compare(left, right) < 0;
    }

    /// <summary>The number that stands for all that equal it: one zero, one NaN; so that equal numbers have equal bits.</summary>
    public static double Canonical(double value) => value == 0 ? 0 : double.IsNaN(value) ? double.NaN : value;

    /// <summary>Order of two values of columns of one type, neither of them null inside lists; nulls come first.</summary>
    public static unsafe int Compare(ColumnVector left, int leftRow, ColumnVector right, int rightRow)
    {
        bool leftNull = left.Type.Kind == TypeKind.Null || left.IsNull(leftRow);
        bool rightNull = right.Type.Kind == TypeKind.Null || right.IsNull(rightRow);
        if (leftNull || rightNull)
        {
            return leftNull == rightNull ? 0 : leftNull ? -1 : 1;
        }

        return left.Type.Kind switch
        {
            TypeKind.Boolean => left.GetBoolean(leftRow).CompareTo(right.GetBoolean(rightRow)),
            TypeKind.Int or TypeKind.Date => ((int*)left.Data)[leftRow].CompareTo(((int*)right.Data)[rightRow]),
            TypeKind.Double => Compare(((double*)left.Data)[leftRow], ((double*)right.Data)[rightRow]),
            TypeKind.Decimal => ((Int128*)left.Data)[leftRow].CompareTo(((Int128*)right.Data)[rightRow]),
            TypeKind.String => ((Utf8Slice*)left.Data)[leftRow].CompareTo(((Utf8Slice*)right.Data)[rightRow]),
            TypeKind.Struct => CompareFields(left, leftRow, right, rightRow),
            TypeKind.Array or TypeKind.Map => CompareLists(left, leftRow, right, rightRow),
            _ => ((long*)left.Data)[leftRow].CompareTo(((long*)right.Data)[rightRow]),
        };
    }

    private static int Compare(double left, double right) => left < right ? -1 : left > right ? 1 : left == right ? 0
        : double.IsNaN(left).CompareTo(double.IsNaN(right));

    private static int CompareFields(ColumnVector left, int leftRow, ColumnVector right, int rightRow)
    {
        for (int i = 0; i < left.Children.Length; i++)
        {
            int order = Compare(left.Children[i], leftRow, right.Children[i], rightRow);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static unsafe int CompareLists(ColumnVector left, int leftRow, ColumnVector right, int rightRow)
    {
        int leftStart = left.Offsets[leftRow];
        int rightStart = right.Offsets[rightRow];
        int leftLength = left.Offsets[leftRow + 1] - leftStart;
        int rightLength = right.Offsets[rightRow + 1] - rightStart;
        for (int i = 0; i < Math.Min(leftLength, rightLength); i++)
        {
            for (int part = 0; part < left.Children.Length; part++)
            {
                int order = Compare(left.Children[part], leftStart + i, right.Children[part], rightStart + i);
                if (order != 0)
                {
                    return order;
                }
            }
        }

        return leftLength.CompareTo(rightLength);
    }
}
