using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace HotStream.Tests.State;

/// <summary>Law: it is a sorted set of numbers.</summary>
public sealed class NumberSetTests
{
    [Property]
    public Property It_is_a_sorted_set() => Cases.ForAllLists(
        Cases.Arrays(Gen.Choose(0, 3).SelectMany(what => Gen.Choose(0, 3000).Select(number => (What: what, Number: number))), 0, 60),
        steps =>
        {
            var set = new NumberSet();
            var model = new SortedSet<int>();
            foreach ((int what, int number) in steps)
            {
                switch (what)
                {
                    case 0:
                        set.AddBelow(number);
                        model.UnionWith(Enumerable.Range(0, number));
                        break;
                    case 1 when number % 10 == 0:
                        set.Clear();
                        model.Clear();
                        break;
                    case 2:
                        int[] taken = new int[number % 100];
                        int[] expected = [.. model.Take(taken.Length)];
                        Assert.Equal(expected.Length, set.Take(taken));
                        Assert.Equal(expected, taken[..expected.Length]);
                        model.ExceptWith(expected);
                        break;
                    default:
                        set.Add(number);
                        model.Add(number);
                        break;
                }
            }

            int[] rest = new int[model.Count + 1];
            Assert.Equal(model.Count, set.Take(rest));
            Assert.Equal(model, rest[..^1]);
        });
}
