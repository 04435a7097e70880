using HotStream.Conformance;

namespace HotStream.Tests.Conformance;

/// <summary>The runner itself, over cases it has never seen: a runner that cannot fail proves nothing.</summary>
[Collection("alone")]
public sealed class ConformanceRunnerTests
{
    private const string Doubled = """
        "area": "dstream.basic", "operator": "map", "params": {"steps": [{"op": "map", "fn": "mul:2"}]}, "input": [[5, -1], []], "ordered": false
        """;

    private const string Words = """
        "area": "dstream.pair", "operator": "groupByKey",
        "params": {"partitions": 3, "steps": [{"op": "flatMap", "fn": "split_space"}, {"op": "map", "fn": "key_len"}, {"op": "groupByKey"}]},
        "input": [["to be or", "not"]], "inner_bag": true
        """;

    [Theory]
    [InlineData(Doubled + """, "expected": [[-2, 10], []], "fires": [1, 2]""")]
    [InlineData(Words + """, "expected": [[[3, ["not"]], [2, ["or", "to", "be"]]]], "fires": [1]""")]
    [InlineData("""
        "area": "dstream.pair", "operator": "combineByKey", "params": {"steps": [{"op": "combineByKey", "fn": "sum_count"}, {"op": "filter", "fn": "true"}]},
        "input": [[["x", 0.1], ["x", 0.2]]], "expected": [[["x", [0.3, 2]]]], "fires": [1]
        """)]
    [InlineData("""
        "area": "dstream.join", "operator": "fullOuterJoin", "params": {"batchMs": 250, "steps": [{"op": "fullOuterJoin", "with": "s2"}]},
        "input": [[[[1, 2], "l"]], []], "input2": [[[[1, 2], "r"], [null, true]], []],
        "expected": [[[[1, 2], ["l", "r"]], [null, [null, true]]], []], "fires": [1, 2]
        """)]
    [InlineData("""
        "area": "dstream.basic", "operator": "slice", "params": {"steps": [{"op": "count"}], "fromMs": 2000, "toMs": 3999},
        "input": [[1], [2, 2], []], "expected": [[2, 0]], "fires": [3]
        """)]
    [InlineData("""
        "area": "dstream.source", "operator": "fileStream", "params": {"batchMs": 500, "startMs": 5000},
        "input": [[["a.txt", 5400]], [["b.txt", 4000], ["c.txt", 6000]]], "expected": [["a.txt"], ["c.txt"]], "fires": [1, 2]
        """)]
    [InlineData("""
        "area": "dstream.source", "operator": "queueStream", "params": {"oneAtATime": false, "default": [7]},
        "input": [[[1], [2, 3]], []], "expected": [[3, 2, 1], [7]], "fires": [1, 2]
        """)]
    [InlineData("""
        "area": "dstream.lifecycle", "operator": "lifecycle", "params": {"actions": ["new P", "stop P", "stop P", "start P", "state P"]},
        "input": [], "ordered": true, "expected": [["ok", "ok", "ignored", "error", "STOPPED"]], "fires": [1]
        """)]
    [InlineData("""
        "area": "dstream.basic", "operator": "transform", "params": {"steps": [{"op": "transform", "fn": "return_null"}]},
        "input": [[]], "expected_error": "transform_returned_null"
        """)]
    [InlineData("""
        "area": "dstream.mllib", "operator": "streamingKMeans", "params": {"centers": [[0], [4]], "weights": [2, 1], "halfLife": 1, "timeUnit": "batches"},
        "input": [[[1], [1.0]], []], "ordered": true,
        "expected": [[[[[0.6666667], [4.0]], [3.0, 0.5]]], [[[[0.6666667], [4.0]], [1.5, 0.25]]]], "fires": [1, 2]
        """)]
    [InlineData("""
        "area": "dstream.mllib", "operator": "streamingLinearRegression", "params": {"initialWeights": [1], "step": 0.5, "iterations": 1, "partitions": 3},
        "input": [[[3, [2]]], []], "ordered": true, "expected": [[[2.0]], [[2.0]]], "fires": [1, 2]
        """)]
    public void Another_case_passes(string text) => Assert.Equal(Verdict.Passed, Run(text).Verdict);

    [Theory]
    [InlineData(Doubled + """, "expected": [[-2, 11], []], "fires": [1, 2]""", "expected batch 1: [-2, 11]; got batch 1: [10, -2]")]
    [InlineData(Doubled + """, "expected": [[-2, 10, 10], []], "fires": [1, 2]""", "expected batch 1: [-2, 10, 10]; got batch 1: [10, -2]")]
    [InlineData(Doubled + """, "expected": [[-2, 10], []], "fires": [1, 3]""", "expected batch 3: []; got batch 2: []")]
    [InlineData(Doubled + """, "expected": [[-2, 10]], "fires": [1]""", "expected no more after 1 outputs; got batch 2: []")]
    [InlineData(Doubled + """, "expected": [[-2, 10], [], []], "fires": [1, 2, 3]""", "expected batch 3: []; got no more after 2 outputs")]
    [InlineData(Doubled + """, "expected_error": "different_slide_durations" """, "expected the error different_slide_durations; got none")]
    [InlineData(Words + """, "expected": [[[3, ["not"]], [2, ["or", "to", "to"]]]], "fires": [1]""", "expected batch 1")]
    [InlineData("""
        "area": "dstream.basic", "operator": "map", "params": {"steps": [{"op": "transform", "fn": "sort"}]}, "ordered": true,
        "input": [[2, 1]], "expected": [[2, 1]], "fires": [1]
        """, "expected batch 1: [2, 1]; got batch 1: [1, 2]")]
    [InlineData("""
        "area": "dstream.pair", "operator": "map", "params": {"steps": [{"op": "map", "fn": "swap"}]}, "inner_bag": true,
        "input": [[[2, 1]]], "expected": [[[2, 1]]], "fires": [1]
        """, "got batch 1: [[1, 2]]")]
    [InlineData("""
        "area": "dstream.basic", "operator": "transform", "params": {"steps": [{"op": "transform", "fn": "return_null"}]},
        "input": [[1]], "expected_error": "different_slide_durations"
        """, "expected the error different_slide_durations; got BatchFailedException")]
    [InlineData("""
        "area": "dstream.basic", "operator": "map", "params": {"steps": [{"op": "map", "fn": "upper"}]},
        "input": [[1]], "expected_error": "transform_returned_null"
        """, "is not a text")]
    [InlineData("""
        "area": "dstream.lifecycle", "operator": "lifecycle", "params": {"actions": ["new", "start"]},
        "input": [], "ordered": true, "expected": [["ok", "ok"]], "fires": [1]
        """, "got batch 1: [\"ok\", \"error\"]")]
    [InlineData("""
        "area": "dstream.mllib", "operator": "streamingLinearRegression", "params": {"initialWeights": [1], "step": 0.5, "iterations": 2},
        "input": [[[3, [2]]]], "ordered": true, "expected": [[[2.0]]], "fires": [1]
        """, "expected batch 1: [[2.0]]; got batch 1: [[")]
    [InlineData("""
        "area": "dstream.mllib", "operator": "streamingKMeans", "params": {"centers": [[0]], "weights": [1], "timeUnit": "years"},
        "input": [[]], "expected": [[]], "fires": [1]
        """, "unknown time unit years")]
    public void A_wrong_expectation_fails_and_says_what_came(string text, string message)
    {
        CaseResult result = Run(text);
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"op\": \"turnAround\"}", "unknown operator turnAround")]
    [InlineData("{\"op\": \"map\", \"fn\": \"twist:2\"}", "unknown map function twist")]
    [InlineData("{\"op\": \"union\", \"with\": \"s2\"}", "s2")]
    [InlineData("{\"op\": \"union\", \"with\": \"s1\", \"otherSteps\": [{\"op\": \"turnAround\"}]}", "unknown operator turnAround")]
    [InlineData("{\"op\": \"map\", \"fn\": \"add\"}", "needs an argument")]
    [InlineData("{\"op\": \"repartition\"}", "has no n")]
    public void What_is_unknown_in_a_built_area_fails(string step, string message)
    {
        // An expected error does not excuse it: not to know an operator is no refusal.
        foreach (string ending in (string[])["\"expected\": [[1]], \"fires\": [1]", "\"expected_error\": \"transform_returned_null\""])
        {
            CaseResult result =
                Run($$""" "area": "dstream.basic", "operator": "any", "params": {"steps": [{{step}}]}, "input": [[1]], {{ending}} """);
            Assert.Equal(Verdict.Failed, result.Verdict);
            Assert.Contains(message, result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_not_built_is_skipped_by_name()
    {
        CaseResult result = Run(
            """ "area": "dstream.unheard", "operator": "any", "params": {"steps": [{"op": "map"}]}, "input": [[1]], "expected": [[1]], "fires": [1] """);
        Assert.Equal((Verdict.Skipped, "the area is not built yet"), (result.Verdict, result.Message));
    }

    [Fact]
    public void The_command_reports_failures_and_closes_with_the_sum()
    {
        string right = $$"""{"id": "a", {{Doubled}}, "expected": [[-2, 10], []], "fires": [1, 2]}""";
        string wrong = right.Replace("\"a\"", "\"b\"", StringComparison.Ordinal).Replace("-2", "-3", StringComparison.Ordinal);
        string later = right.Replace("\"a\"", "\"c\"", StringComparison.Ordinal)
            .Replace("dstream.basic", "dstream.later", StringComparison.Ordinal);
        (int exit, string output, string error) = Command($$"""{"format": 1, "cases": [{{right}}, {{wrong}}, {{later}}]}""");
        Assert.Equal(1, exit);
        Assert.Equal("", error);
        Assert.Equal(
            [
                "FAILED b: expected batch 1: [-3, 10]; got batch 1: [10, -2]",
                "skipped dstream.later, the area is not built yet: c",
                "1 passed, 1 failed, 1 skipped",
            ],
            output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        (exit, output, _) =
            Command($$"""{"format": 1, "cases": [{{right}}, {{wrong}}, {{later}}]}""", "--area", "dstream.l", "--partitions", "5");
        Assert.Equal((0, "0 passed, 0 failed, 1 skipped"), (exit, output.TrimEnd().Split(Environment.NewLine)[^1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\": 1, \"cases\": [")]
    [InlineData("[]")]
    [InlineData("{\"format\": 2, \"cases\": []}")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": 1, \"cases\": [{\"area\": \"dstream.basic\"}]}")]
    [InlineData("{\"format\": 1, \"cases\": [{\"id\": \"a\", \"area\": \"dstream.basic\", \"operator\": \"map\", "
        + "\"params\": {}, \"input\": []}]}")]
    [InlineData("{\"format\": 1, \"cases\": []}", "--partitions", "none")]
    [InlineData("{\"format\": 1, \"cases\": []}", "--area")]
    [InlineData("{\"format\": 1, \"cases\": []}", "--speed")]
    public void What_cannot_be_run_is_one_line_and_exit_code_2(string corpus, params string[] options)
    {
        (int exit, string output, string error) = Command(corpus, options);
        Assert.Equal((2, ""), (exit, output));
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_missing_file_is_one_line_and_exit_code_2()
    {
        using var error = new StringWriter();
        Assert.Equal(2, CommandLine.Run([Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())], TextWriter.Null, error));
        Assert.StartsWith("cannot read ", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    private static CaseResult Run(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""{"format": 1, "cases": [{"id": "x", {{text}}}]}""");
            return Assert.Single(CommandLine.Run(path, new RunSettings()).Results);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Exit, string Output, string Error) Command(string corpus, params string[] options)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, corpus);
            using var output = new StringWriter();
            using var error = new StringWriter();
            int exit = CommandLine.Run([path, .. options], output, error);
            return (exit, output.ToString(), error.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
