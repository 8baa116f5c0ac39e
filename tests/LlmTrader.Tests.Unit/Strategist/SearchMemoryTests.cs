using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Tools.Hosting.Strategist.Evidence;

namespace LlmTrader.Tests.Unit.Strategist;

public sealed class SearchMemoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-search-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_kept_is_found_to_the_last_bit()
    {
        HistoryWindow span = new(Timestamp.FromUnixSeconds(1_577_836_800), new Timestamp(1_609_459_200_000_000_001));
        TrialReturns[] trials = [new("aa", [0.1, -1.0 / 3, double.Epsilon, -0.0]), new("bb", [double.NaN, double.PositiveInfinity, 1e300, 0])];
        SearchMemory memory = new(_directory);
        Assert.Null(memory.Find("d000001"));
        memory.Keep("d000001", "data", span, trials);
        Assert.Null(memory.Find("d000002"));
        (HistoryWindow Span, IReadOnlyList<TrialReturns> Trials) found = new SearchMemory(_directory).Find("d000001")!.Value;
        Assert.Equal(span, found.Span);
        Assert.Equal(trials.Select(trial => trial.CandidateHash), found.Trials.Select(trial => trial.CandidateHash));
        Assert.Equal(trials.SelectMany(trial => trial.Returns).Select(BitConverter.DoubleToInt64Bits), found.Trials.SelectMany(trial => trial.Returns).Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void What_decisions_tried_on_the_very_same_history_is_found_and_nothing_else()
    {
        HistoryWindow span = new(new Timestamp(1), new Timestamp(9));
        SearchMemory memory = new(_directory);
        memory.Keep("d000001", "data", span, [new("aa", [0.1])]);
        memory.Keep("d000002", "data", span with { End = new Timestamp(10) }, [new("bb", [0.1])]);
        memory.Keep("d000003", "other", span, [new("cc", [0.1])]);
        memory.Keep("d000004", "data", span, [new("dd", [0.1])]);
        File.WriteAllText(Path.Combine(_directory, "d000005.trials.json"), """{"start_ns":1,"end_ns":9,"trials":[{"candidate_hash":"ee","returns":[0.1]}]}""");    // As it was kept before the data had a name.
        File.WriteAllText(Path.Combine(_directory, "d000006.trials.json"), "");
        string[] decisions = ["d000006", "d000005", "d000004", "d000003", "d000002", "d000001", "d000000"];
        Assert.Equal(["dd", "aa"], memory.FindAll(decisions, "data", span).Select(trial => trial.CandidateHash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"start_ns":1,"end_ns":2,"trials":[],"more":1}""")]
    public void Another_file_is_named_and_not_taken(string content)
    {
        string path = Path.Combine(_directory, "d000001.trials.json");
        File.WriteAllText(path, content);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new SearchMemory(_directory).Find("d000001"));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}
