using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tests.Unit.Strategist;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tests.Unit.Decisions;

/// <summary>A decision that was revised once and rejected, with its calls of models, as the verbs tell it.</summary>
public sealed class LlmVerbTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;
    private Timestamp _time = Timestamp.FromUnixSeconds(1_795_262_400);    // 2026-11-21T12:00:00Z.

    public LlmVerbTests()
    {
        _path = Path.Combine(_directory.Path, "strategist");
        using StrategistJournal journal = StrategistJournal.Open(_path, () => _time);
        JournaledModelCalls calls = new(journal, () => _time += Duration.OneSecond);
        void Add(string kind, JsonObject body) => journal.Append(_time += Duration.OneSecond, "d000001", kind, body);
        Add(ChainKinds.Observation, new JsonObject { ["trigger"] = "schedule", ["seed"] = "7", ["hash"] = "aa" });
        calls.Write(ModelCalls.Call("d000001/actor/1", "d000001"), ModelCalls.Answer(), false, "$.rules: it has no member 'entries'.");
        calls.Write(ModelCalls.Call("d000001/actor/2", "d000001"), ModelCalls.Answer(1500, 350, 0.02m), true, null);
        Add(ChainKinds.Proposal, Proposal("first", 0));
        Add(ChainKinds.Compiled, new JsonObject { ["passed"] = true });
        Add(ChainKinds.Acceptance, new JsonObject { ["passed"] = true, ["part"] = "judged" });
        calls.Write(ModelCalls.Call("d000001/checker/1", "d000001", ModelRole.Checker), ModelCalls.Answer(700, 40, 0.1m, "judge-2"), true, null);
        Add(ChainKinds.Check, new JsonObject { ["passed"] = false, ["revise"] = true, ["round"] = 0, ["reasons"] = new JsonArray("The stop is wider than the profit."), ["codes"] = new JsonArray("stop_too_wide") });
        calls.Write(ModelCalls.Call("d000001/actor/3", "d000001"), ModelCalls.Answer(1600, 360, 0.03m), true, null);
        Add(ChainKinds.Proposal, Proposal("second", 1));
        Add(ChainKinds.Compiled, new JsonObject { ["passed"] = true });
        Add(ChainKinds.Acceptance, new JsonObject { ["passed"] = true, ["part"] = "judged" });
        calls.Write(
            ModelCalls.Call("d000001/checker/2", "d000001", ModelRole.Checker),
            new ModelAnswer
            {
                Outcome = ModelOutcome.RateLimited,
                Reason = "Every endpoint asks to wait.",
                Endpoint = "second",
                RequestedModel = "judge-2",
                Breaker = "open",
                Attempts = [new ModelAttempt("first", ModelOutcome.TimedOut, null, TimeSpan.FromSeconds(60), "no byte in 60 s"), new ModelAttempt("second", ModelOutcome.RateLimited, 429, TimeSpan.FromMilliseconds(12.34), null)],
            },
            null,
            null);
        Add(ChainKinds.Check, new JsonObject { ["passed"] = false, ["revise"] = false, ["round"] = 1, ["reasons"] = new JsonArray("The checker did not answer.") });
        Add(ChainKinds.Outcome, new JsonObject { ["result"] = "kept", ["reason"] = "check: The checker did not answer.", ["failed"] = false });
        _time += Duration.FromDays(1);
        calls.Write(ModelCalls.Call("try/1", null, ModelRole.Trial), ModelCalls.Answer(10, 5, 0.5m) with { IsReplayed = true }, null, null);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Show_tells_calls_verdicts_revision_and_rejection_as_a_story()
    {
        CommandRun run = CommandRun.Of("decisions", "show", "d000001", "--directory", _path);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            d000001: kept, check: The checker did not answer.
            Models: 5 calls, 6,050 tokens, cost 0.1623; `llmtrader llm calls list --decision d000001` tells them one by one.

            2026-11-21 12:00:01.000  It began: schedule; the observation has hash aa, the seed is 7.  [1]
            2026-11-21 12:00:02.000  The actor asked the models 'proposers' with the prompt propose: qwen3:32b at local answered what can't be used (1,200 + 300 tokens, cost 0.0123): $.rules: it has no member 'entries'.  [2]
            2026-11-21 12:00:03.000  The actor asked the models 'proposers' with the prompt propose: qwen3:32b at local answered (1,500 + 350 tokens, cost 0.02).  [3]
            2026-11-21 12:00:04.000  model/actor 1 proposed a candidate, hash first. why  [4]
            2026-11-21 12:00:05.000  It compiles and is within the static limits.  [5]
            2026-11-21 12:00:06.000  History accepts it, but for the hold-out, which is shut yet.  [6]
            2026-11-21 12:00:07.000  The checker asked the models 'checkers' with the prompt check: judge-2 at local answered (700 + 40 tokens, cost 0.1).  [7]
            2026-11-21 12:00:08.000  The second opinion wants it changed:  [8]
                The stop is wider than the profit.
                codes: stop_too_wide
            2026-11-21 12:00:09.000  The actor asked the models 'proposers' with the prompt propose: qwen3:32b at local answered (1,600 + 360 tokens, cost 0.03).  [9]
            2026-11-21 12:00:10.000  Round 2: model/actor 1 proposed a candidate, hash second. why  [10]
            2026-11-21 12:00:11.000  It compiles and is within the static limits.  [11]
            2026-11-21 12:00:12.000  History accepts it, but for the hold-out, which is shut yet.  [12]
            2026-11-21 12:00:13.000  The checker asked the models 'checkers' with the prompt check: no answer (rate_limited). Every endpoint asks to wait.  [13]
                first: timed_out, after 60000 ms: no byte in 60 s
                second: rate_limited, status 429, after 12.3 ms
            2026-11-21 12:00:14.000  The second opinion is a no:  [14]
                The checker did not answer.
            2026-11-21 12:00:15.000  The decision ended as kept: check: The checker did not answer.  [15]

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal("second\n", CommandRun.Of("decisions", "show", "d000001", "--source", "--directory", _path).Output);
        Assert.Contains("belong to no decision", CommandRun.Of("decisions", "show", "trial", "--directory", _path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_rejected_tells_what_was_sent_back_and_what_was_the_end()
    {
        CommandRun run = CommandRun.Of("decisions", "why-rejected", "--directory", _path);
        Assert.Contains("  check, sent back: The stop is wider than the profit.\n  check: The checker did not answer.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("1 decision\n", CommandRun.Of("decisions", "list", "--directory", _path).Output.Split("\n\n")[^1]);
    }

    [Fact]
    public void Calls_are_listed_by_day_decision_role_and_outcome()
    {
        Assert.Equal(["d000001/actor/1", "d000001/actor/2", "d000001/checker/1", "d000001/actor/3", "d000001/checker/2", "try/1"], Ids());
        Assert.Equal(["try/1"], Ids("--day", "2026-11-22"));
        Assert.Equal(["d000001/actor/1", "d000001/actor/2", "d000001/actor/3"], Ids("--role", "actor"));
        Assert.Equal(["d000001/checker/2"], Ids("--outcome", "rate_limited", "--decision", "d000001"));
        Assert.Empty(Ids("--decision", "d000002"));
        CommandRun table = CommandRun.Of("llm", "calls", "list", "--directory", _path, "--role", "checker");
        Assert.Contains("rate_limited", table.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 calls\n", table.Output, StringComparison.Ordinal);
        Assert.All(table.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.Equal(2, CommandRun.Of("llm", "calls", "list", "--directory", _path, "--outcome", "angry").ExitCode);
        Assert.Equal(2, CommandRun.Of("llm", "calls", "list", "--directory", _path, "--day", "today").ExitCode);
        Assert.Equal(2, CommandRun.Of("llm", "calls", "list", "--directory", _directory.Path).ExitCode);
    }

    [Fact]
    public void A_call_is_shown_whole_by_its_id_or_its_records_number()
    {
        CommandRun shown = CommandRun.Of("llm", "calls", "show", "d000001/checker/2", "--directory", _path);
        Assert.Equal(0, shown.ExitCode);
        foreach (string part in new[] { "rate_limited: Every endpoint asks to wait.", "second, its breaker open", "no byte in 60 s", "429", "(nothing)" }) { Assert.Contains(part, shown.Output, StringComparison.Ordinal); }
        Assert.Equal(shown.Output, CommandRun.Of("llm", "calls", "show", "13", "--directory", _path).Output);
        JsonElement json = JsonDocument.Parse(CommandRun.Of("llm", "calls", "show", "d000001/actor/1", "--json", "--directory", _path).Output).RootElement;
        Assert.Equal((false, 0.0123m, "{\"model\":\"qwen3\"}"), (json.GetProperty("call").GetProperty("schemaValid").GetBoolean(), json.GetProperty("call").GetProperty("cost").GetDecimal(), json.GetProperty("request").GetString()));
        Assert.Equal("{\"choices\":[]}\n", CommandRun.Of("llm", "calls", "show", "d000001/actor/1", "--response", "--directory", _path).Output);
        Assert.Equal(2, CommandRun.Of("llm", "calls", "show", "d000001/actor/1", "--response", "--request", "--directory", _path).ExitCode);
        Assert.Equal(2, CommandRun.Of("llm", "calls", "show", "d000001/actor/9", "--directory", _path).ExitCode);
        Assert.Equal(2, CommandRun.Of("llm", "calls", "show", "1", "--directory", _path).ExitCode);    // A record, but no call.
    }

    // As it came where a program reads it, and harmless where a person looks.
    [Fact]
    public void A_body_moves_no_terminals_cursor()
    {
        const string body = "<html>\n\u001b[2J\u202eall is well\u001b]0;title\u0007\r\n";
        using (StrategistJournal journal = StrategistJournal.Open(_path, () => _time))
        {
            new JournaledModelCalls(journal, () => _time).Write(ModelCalls.Call("try/2", null, ModelRole.Trial), ModelCalls.Answer() with { ResponseBody = body }, null, null);
        }

        string[] shown = ["llm", "calls", "show", "try/2", "--directory", _path], alone = [.. shown, "--response"];
        foreach (string seen in new[] { CommandRun.Of(shown).Output, CommandRun.OfWidth(120, shown).Output, CommandRun.OfWidth(120, alone).Output })
        {
            Assert.Contains("<html>\n[2Jall is well]0;title\n", seen, StringComparison.Ordinal);
            Assert.DoesNotContain(seen, one => (char.IsControl(one) && one != '\n') || one == '\u202e');
        }

        Assert.Equal(body, CommandRun.Of(alone).Output);
    }

    [Theory]
    [InlineData("day", "2026-11-21 5 3 5000 1050 0.1623", "2026-11-22 1 1 10 5 0.5")]
    [InlineData("model", "judge-2 2 1 700 40 0.1", "qwen3:32b 4 3 4310 1015 0.5623")]
    [InlineData("role", "actor 3 2 4300 1010 0.0623", "checker 2 1 700 40 0.1", "trial 1 1 10 5 0.5")]
    public void Cost_is_summed_up_by_day_model_or_role(string by, params string[] expected)
    {
        JsonElement json = JsonDocument.Parse(CommandRun.Of("llm", "cost", "--by", by, "--directory", _path, "--json").Output).RootElement;
        Assert.Equal(expected, json.GetProperty("lines").EnumerateArray().Select(Line));
        Assert.Equal("all 6 4 5010 1055 0.6623", Line(json.GetProperty("total")));
        Assert.Contains(expected[0].Split(' ')[0], CommandRun.Of("llm", "cost", "--by", by, "--directory", _path).Output, StringComparison.Ordinal);
    }

    private IEnumerable<string> Ids(params string[] filter) =>
        [.. JsonDocument.Parse(CommandRun.Of(["llm", "calls", "list", "--json", "--directory", _path, .. filter]).Output).RootElement.EnumerateArray().Select(call => call.GetProperty("call").GetString()!)];

    private static string Line(JsonElement line) => string.Join(' ', new[] { "key", "calls", "usable", "inputTokens", "outputTokens", "cost" }.Select(name => line.GetProperty(name).ToString()));

    private static JsonObject Proposal(string hash, int round) =>
        new() { ["source"] = hash, ["hash"] = hash, ["proposer"] = "model/actor", ["proposer_version"] = "1", ["template"] = null, ["parameters"] = new JsonObject(), ["reason"] = "why", ["round"] = round, ["revisable"] = true };
}
