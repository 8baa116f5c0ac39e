using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tests.Unit.Cli;

namespace LlmTrader.Tests.Unit.Decisions;

public sealed class DecisionVerbTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly TemporaryDirectory _directory = new();
    private readonly string _journal;

    public DecisionVerbTests()
    {
        _journal = Path.Combine(_directory.Path, "strategist");
        using DecisionWriter writer = DecisionWriter.Open(_journal);
        Timestamp time = Timestamp.FromUnixSeconds(1_795_262_400);    // 2026-11-21T12:00:00Z.
        void Write(string decision, DecisionKind kind, string body) => writer.Append(time += Duration.OneSecond, decision, kind, Encoding.UTF8.GetBytes(body));
        Write("d000001", DecisionKind.Observation, """{"trigger":"schedule","seed":"7","hash":"aa"}""");
        Write("d000001", DecisionKind.Proposal, $$$"""{"source":"rules: 1\n","hash":"{{{Hash}}}","proposer":"local/tpe","proposer_version":"1","template":"cross","parameters":{"fast":3}}""");
        Write("d000001", DecisionKind.Trial, """{"start":"a","end":"b"}""");
        Write("d000001", DecisionKind.Trial, """{"start":"a","end":"b"}""");
        Write("d000001", DecisionKind.Acceptance, """{"passed":false,"reasons":["The deflated Sharpe ratio of 0.4 is below 0.95.","It has 3 trades of 30."]}""");
        Write("d000001", DecisionKind.Outcome, """{"result":"kept","reason":"acceptance","failed":false}""");
        time += Duration.FromDays(1);
        Write("d000002", DecisionKind.Observation, """{"trigger":"drawdown","seed":"8","hash":"bb"}""");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void List_tells_each_decision_of_a_day_and_how_it_ended()
    {
        CommandRun all = CommandRun.Of("decisions", "list", "--directory", _journal, "--json");
        Assert.Equal(["d000001", "d000002"], JsonDocument.Parse(all.Output).RootElement.EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        CommandRun day = CommandRun.Of("decisions", "list", "--directory", _journal, "--day", "2026-11-21");
        Assert.Equal(0, day.ExitCode);
        Assert.Contains("d000001", day.Output, StringComparison.Ordinal);
        Assert.Contains("kept", day.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("d000002", day.Output, StringComparison.Ordinal);
        Assert.Equal(2, CommandRun.Of("decisions", "list", "--directory", _journal, "--day", "21.11.").ExitCode);
    }

    [Theory]
    [InlineData(60, "d000001", "kept", "acceptance")]
    [InlineData(80, "d000001", "kept", "acceptance", "2026-11-21 12:00:01")]
    [InlineData(100, "d000001", "kept", "acceptance", "cross")]
    [InlineData(200, "d000001", "kept", "acceptance", "cross", "schedule", "0123456789ab")]
    public void List_fits_the_window_and_keeps_what_says_most(int width, params string[] told)
    {
        string[] lines = CommandRun.OfWidth(width, "decisions", "list", "--directory", _journal).Output.Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        string row = Assert.Single(lines, line => line.Contains("d000001", StringComparison.Ordinal));
        Assert.All(told, part => Assert.Contains(part, row, StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.Contains("d00000", StringComparison.Ordinal)));    // No row takes two lines.
    }

    [Fact]
    public void One_is_not_told_in_the_plural()
    {
        Assert.EndsWith("\n1 decision\n", CommandRun.Of("decisions", "list", "--directory", _journal, "--day", "2026-11-21").Output, StringComparison.Ordinal);
        Assert.EndsWith("\n2 decisions\n", CommandRun.Of("decisions", "list", "--directory", _journal).Output, StringComparison.Ordinal);
        Assert.StartsWith("1 record in ", CommandRun.Of("decisions", "export", "--decision", "d000002", "--directory", _journal, "--out", Path.Combine(_directory.Path, "one.csv")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_makes_no_directory()
    {
        string missing = Path.Combine(_directory.Path, "missing");
        CommandRun run = CommandRun.Of("decisions", "export", "--directory", _journal, "--out", Path.Combine(missing, "x.csv"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"there is no directory '{missing}'", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public void Verify_finds_an_end_that_is_cut_off_by_itself()
    {
        string file = DecisionSegments.In(_journal)[^1];
        File.WriteAllLines(file, File.ReadAllLines(file)[..^1]);
        CommandRun run = CommandRun.Of("decisions", "verify", "--directory", _journal);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("record 7 was the last", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_that_stays_staged_is_told()
    {
        using (DecisionWriter writer = DecisionWriter.Open(_journal))
        {
            writer.Append(Timestamp.FromUnixSeconds(1_795_500_000), "d000002", DecisionKind.Outcome, """{"result":"kept","reason":"It was not ready in time.","left_staged":3}"""u8.ToArray());
        }

        Assert.Contains("    Its set 3 stays staged: it decides nothing", CommandRun.Of("decisions", "show", "d000002", "--directory", _journal).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_tells_a_story_and_gives_the_candidates_text()
    {
        string story = CommandRun.Of("decisions", "show", "d000001", "--directory", _journal).Output;
        Assert.Contains("local/tpe 1 proposed a candidate of the template cross", story, StringComparison.Ordinal);
        Assert.Contains("2 trials were counted", story, StringComparison.Ordinal);
        Assert.Contains("    It has 3 trades of 30.", story, StringComparison.Ordinal);
        Assert.Equal("rules: 1\n", CommandRun.Of("decisions", "show", "d000001", "--source", "--directory", _journal).Output);
        Assert.Equal(2, CommandRun.Of("decisions", "show", "d000009", "--directory", _journal).ExitCode);
    }

    [Fact]
    public void Why_rejected_names_the_step_and_every_reason()
    {
        JsonElement one = JsonDocument.Parse(CommandRun.Of("decisions", "why-rejected", "--directory", _journal, "--json").Output).RootElement.EnumerateArray().Single();
        JsonElement step = one.GetProperty("steps").EnumerateArray().Single();
        Assert.Equal("acceptance", step.GetProperty("step").GetString());
        Assert.Equal(2, step.GetProperty("reasons").GetArrayLength());
    }

    [Fact]
    public void Export_gives_the_journals_own_lines_and_a_csv_with_a_row_each()
    {
        string lines = Path.Combine(_directory.Path, "all.jsonl"), csv = Path.Combine(_directory.Path, "all.csv");
        Assert.Equal(0, CommandRun.Of("decisions", "export", "--directory", _journal, "--format", "jsonl", "--out", lines).ExitCode);
        Assert.Equal(string.Concat(DecisionSegments.In(_journal).Select(File.ReadAllText)), File.ReadAllText(lines));
        Assert.Equal(0, CommandRun.Of("decisions", "export", "--directory", _journal, "--decision", "d000001", "--out", csv).ExitCode);
        Assert.Equal(7, File.ReadAllLines(csv).Length);
    }

    [Fact]
    public void Verify_names_file_and_line_and_what_was_cut_off_is_found_by_its_head()
    {
        CommandRun sound = CommandRun.Of("decisions", "verify", "--directory", _journal, "--json");
        Assert.Equal(0, sound.ExitCode);
        string head = JsonDocument.Parse(sound.Output).RootElement.GetProperty("head").GetString()!;
        string file = DecisionSegments.In(_journal)[0];
        string[] whole = File.ReadAllLines(file);
        File.WriteAllText(file, string.Join('\n', whole[..^1]) + "\n");
        Assert.Equal(1, CommandRun.Of("decisions", "verify", "--directory", _journal, "--head", head).ExitCode);
        File.WriteAllText(file, string.Join('\n', whole).Replace("0.95", "0.35", StringComparison.Ordinal) + "\n");
        CommandRun changed = CommandRun.Of("decisions", "verify", "--directory", _journal);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("decisions-202611.jsonl: line 5:", changed.Output, StringComparison.Ordinal);
        Assert.Equal(3, CommandRun.Of("decisions", "list", "--directory", _journal).ExitCode);
        Assert.Equal(2, CommandRun.Of("decisions", "list", "--directory", _directory.Path).ExitCode);
    }
}
