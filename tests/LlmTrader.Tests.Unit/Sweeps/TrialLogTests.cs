using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Unit.Sweeps;

public sealed class TrialLogTests : IDisposable
{
    private static readonly Dictionary<string, string> Arguments = new() { ["seed"] = "7", ["method"] = "tpe" };

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-trials-").FullName;

    private string FilePath => Path.Combine(_directory, TrialLog.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_written_is_known_again_to_the_last_digit()
    {
        SearchTrial[] trials = [Trial(0), Trial(1) with { Result = new TrialResult { Failure = "a \"length\" must be whole" } }, Trial(2)];
        Write(trials);
        using TrialLog log = TrialLog.Open(_directory, Arguments);
        Assert.Equal(trials, log.Known("search"));
        Assert.Equal([Trial(0)], log.Known("around"));
        Assert.Empty(log.Known("train-1"));
        Assert.Equal(4, log.Resumed);
    }

    [Fact]
    public void Wherever_a_kill_cuts_the_last_line_the_lines_before_it_stay_and_the_rest_is_written_again()
    {
        Write(Trial(0), Trial(1), Trial(2));
        byte[] whole = File.ReadAllBytes(FilePath);
        List<SearchTrial> all = [Trial(0), Trial(1), Trial(2)];
        for (int length = 0; length <= whole.Length; length += 7)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            using (TrialLog log = TrialLog.Open(_directory, Arguments))
            {
                int known = log.Known("search").Count;
                Assert.Equal(all[..known], log.Known("search"));
                foreach (SearchTrial trial in all[known..]) { log.Append("search", trial); }
                if (log.Known("around").Count == 0) { log.Append("around", Trial(0)); }
            }

            Assert.Equal(whole, File.ReadAllBytes(FilePath));
        }
    }

    [Fact]
    public void Another_search_is_refused_with_the_difference_and_nothing_is_changed()
    {
        Write(Trial(0));
        byte[] before = File.ReadAllBytes(FilePath);
        RunException refused = Assert.Throws<RunException>(() => TrialLog.Open(_directory, new Dictionary<string, string> { ["seed"] = "8", ["method"] = "tpe", ["splits"] = "5" }));
        Assert.Contains("seed is 7 there and 8 here; splits is not given there and 5 here", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_line_that_is_none_is_named()
    {
        Write(Trial(0));
        File.AppendAllText(FilePath, "{\"stage\":\"search\",\"trial\":9}\n");
        Assert.Contains("line 4", Assert.Throws<IOException>(() => TrialLog.Open(_directory, Arguments)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_searches_never_write_one_log()
    {
        using TrialLog log = TrialLog.Open(_directory, Arguments);
        Assert.Contains("in use", Assert.Throws<RunException>(() => TrialLog.Open(_directory, Arguments)).Message, StringComparison.Ordinal);
    }

    private void Write(params SearchTrial[] trials)
    {
        using TrialLog log = TrialLog.Open(_directory, Arguments);
        foreach (SearchTrial trial in trials) { log.Append("search", trial); }
        log.Append("around", Trial(0));
    }

    private static SearchTrial Trial(int number) => new(number, new SearchPoint([number, 3]), new TrialResult
    {
        Score = number == 2 ? null : 1.0 / 3,
        TotalReturn = 0.1 + number,
        MaxDrawdown = 1e-17,
        Trades = 12,
        PeriodsPerYear = 365.25,
        Sharpe = new SharpeSample(-0.1234567890123456, 30, 0.1, 3.3),
        StateHash = "0123456789abcdef",
    });
}
