using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery;

/// <summary>Law: what a receiver stored is in exactly one batch, and in state exactly once, however often the program ends.</summary>
public sealed class ReceivedLogTests
{
    private static readonly string[] s_words = ["a", "b", "cc", "a word of more than twelve bytes", "another one that is long", "d"];

    [Property(MaxTest = 60)]
    public Property Lives_lose_and_repeat_nothing_of_what_receivers_stored() => Cases.ForAll(
        from kind in Gen.Elements(ReceivedLives.Kinds)
        from partitions in Gen.Choose(1, 3)
        from ahead in Gen.Elements(true, false)
        from lives in Cases.Arrays(
            from steps in Cases.Arrays(Gen.Choose(-1, 40), 0, 6)
            from clean in Gen.Elements(true, false, false)
            select (steps, clean), 1, 6)
        from segment in Gen.Elements(1, 200, 1000, 1 << 20)
        from seed in Gen.Choose(0, 1000)
        select (kind, partitions, ahead, lives, segment, seed),
        one =>
        {
            var random = new Random(one.seed);
            using var lives = new ReceivedLives(one.kind, one.partitions, one.ahead)
            {
                With = options => options.LogSegmentBytes = one.segment,
            };
            foreach ((int[] steps, bool clean) in one.lives)
            {
                lives.Begin();
                foreach (int step in steps)
                {
                    if (step < 0)
                    {
                        lives.Tick();
                    }
                    else
                    {
                        lives.Send([.. Enumerable.Range(0, step + 1).Select(_ => s_words[random.Next(s_words.Length)])]);
                    }
                }

                lives.Await();
                lives.End(clean);
            }

            lives.Begin();
            lives.Tick();
            lives.End(isClean: true);
            Assert.Equal(Count(lives.Sent), lives.Totals);
            if (!one.ahead)
            {
                Assert.All(lives.Batches.Values, runs => Assert.All(runs, run => Assert.Equal(runs[0], run)));
                Assert.Equal(Count(lives.Sent), Count(lives.Batches.Values.SelectMany(runs => runs[0])));
            }
        });

    [Fact]
    public void A_batch_that_was_done_and_is_cut_off_while_it_runs_again_runs_a_third_time()
    {
        DirectoryInfo cutOff = Directory.CreateTempSubdirectory("hotstream-received-");
        try
        {
            using var lives = new ReceivedLives("records", partitions: 1, ahead: false);
            lives.Begin();
            lives.Send("in the batch");
            lives.Tick();
            lives.Send("behind it");
            lives.End();
            lives.InOutput = time =>
            {
                if (time.Milliseconds == 1000)
                {
                    CopyFiles(lives.Checkpoints, Path.Combine(cutOff.FullName, "checkpoints")); // what a kill at this moment leaves
                }
            };
            lives.Begin();
            lives.Await();
            lives.End();

            using var next = new ReceivedLives("records", partitions: 1, ahead: false) { In = cutOff };
            next.Begin();
            next.Await();
            Assert.Equal(["in the batch"], Assert.Single(next.Batches[1000]));
            Assert.Equal(["behind it"], Assert.Single(next.Batches[2000]));
            Assert.Equal(Count(lives.Sent), next.Totals);
        }
        finally
        {
            cutOff.Delete(recursive: true);
        }
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(file) != "lock") // it is held
            {
                File.Copy(file, copy, overwrite: true);
            }
        }
    }

    private static Dictionary<string, long> Count(IEnumerable<string> records) =>
        records.GroupBy(record => record).ToDictionary(group => group.Key, group => group.LongCount());
}
