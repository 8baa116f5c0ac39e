using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Models;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tools.Hosting.Strategist.Decisions;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using LlmTrader.Tools.Hosting.Strategist.Models;

namespace LlmTrader.Tests.Unit.Strategist;

/// <summary>A call of a model is on the disk with all that an audit asks, moves no decision, and is known to budgets after a restart.</summary>
public sealed class JournaledModelCallsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private Timestamp _now = Timestamp.FromUnixSeconds(1_795_262_400);

    public void Dispose() => _directory.Dispose();

    // The hashes are sha256sum's of the three texts.
    [Fact]
    public void The_record_tells_all_of_it_in_these_words()
    {
        using (StrategistJournal journal = Open()) { new JournaledModelCalls(journal, () => _now).Write(ModelCalls.Call("d000001/actor/1", "d000001"), ModelCalls.Answer(), schemaValid: false, "a is no rule set"); }
        DecisionRecord record = DecisionReader.All(_directory.Path).Single();
        Assert.Equal((DecisionKind.ModelCall, "d000001", "model_call"), (record.Kind, record.Decision, DecisionKinds.Name(record.Kind)));
        Assert.Equal(
            $$"""
            {"call":"d000001/actor/1","role":"actor","group":"proposers","prompt":"propose","prompt_hash":"{{ModelCalls.PromptHash}}","schema":"rule_set","outcome":"answered","reason":null,"schema_valid":false,"problem":"a is no rule set","endpoint":"local","requested_model":"qwen3","served_model":"qwen3:32b","input_tokens":1200,"output_tokens":300,"cached_tokens":200,"cost":0.0123,"breaker":"closed","replayed":false,"redactions":2,"attempts":[{"endpoint":"local","outcome":"answered","status":200,"elapsed_ms":1234.568,"reason":null}],"request_hash":"b79a0c00d96f4e560f262e79819862be6276b51f6a48b8c7c8e12109b09e3f28","request_bytes":17,"request":"{\"model\":\"qwen3\"}","response_hash":"d4a534e3d5ab43de5b09ee16dedc6eec035cf179b072195f128d15ac87be79f0","response_bytes":14,"response":"{\"choices\":[]}","text_hash":"015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"}
            """,
            record.Body.GetRawText());
    }

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        ModelAnswer answer = ModelCalls.Answer() with { Outcome = ModelOutcome.RateLimited, Text = "", Reason = "too many", Attempts = [new ModelAttempt("a", ModelOutcome.RateLimited, 429, TimeSpan.FromSeconds(1), "slow down"), new ModelAttempt("b", ModelOutcome.TimedOut, null, TimeSpan.FromSeconds(60), null)] };
        using (StrategistJournal journal = Open()) { new JournaledModelCalls(journal, () => _now).Write(ModelCalls.Call("d000001/checker/1", "d000001", ModelRole.Checker), answer, null, null); }
        ModelCallRecord call = ModelCallRecord.Of(DecisionReader.All(_directory.Path).Single());
        Assert.Equal(("d000001/checker/1", "checker", "checkers", "rate_limited", "too many", (bool?)null, "local", "qwen3:32b"), (call.Call, call.Role, call.Group, call.Outcome, call.Reason, call.SchemaValid, call.Endpoint, call.Model));
        Assert.Equal((1200L, 300L, 200L, 0.0123m, "closed", 2, false, null), (call.InputTokens, call.OutputTokens, call.CachedTokens, call.Cost, call.Breaker, call.Redactions, call.IsUsable, call.TextHash));
        Assert.Equal([new JournaledAttempt("a", "rate_limited", 429, 1000, "slow down"), new JournaledAttempt("b", "timed_out", null, 60_000, null)], call.Attempts);
        Assert.Equal("{\"model\":\"qwen3\"}", call.Request);
    }

    // A pair of surrogates is four bytes: the limit lies in the middle of one, whatever stands before.
    [Theory]
    [InlineData("", 65_536 / 4)]
    [InlineData("x", (65_536 / 4) - 1)]
    [InlineData("xxx", (65_536 / 4) - 1)]
    public void A_body_beyond_the_limit_is_cut_between_characters_and_its_hash_is_of_the_whole(string before, int pairs)
    {
        string whole = before + string.Concat(Enumerable.Repeat("😀", 40_000));
        using (StrategistJournal journal = Open()) { new JournaledModelCalls(journal, () => _now).Write(ModelCalls.Call("d000001/actor/1", "d000001"), ModelCalls.Answer() with { RequestBody = whole }, true, null); }
        ModelCallRecord call = ModelCallRecord.Of(DecisionReader.All(_directory.Path).Single());
        Assert.Equal(before + string.Concat(Enumerable.Repeat("😀", pairs)), call.Request);
        Assert.Equal((Sha(whole), (long)Encoding.UTF8.GetByteCount(whole)), (call.RequestHash, call.RequestBytes));
        Assert.Equal("{\"choices\":[]}", call.Response);
    }

    [Fact]
    public void Half_a_character_does_not_stop_the_journal()
    {
        using (StrategistJournal journal = Open()) { new JournaledModelCalls(journal, () => _now).Write(ModelCalls.Call("d000001/actor/1", "d000001"), ModelCalls.Answer() with { ResponseBody = "a\ud83d\0" }, true, null); }
        Assert.Equal("a\ufffd\0", ModelCallRecord.Of(DecisionReader.All(_directory.Path).Single()).Response);
        Assert.Null(DecisionVerification.Of(_directory.Path).Fault);
    }

    [Fact]
    public void It_moves_no_decision_before_during_or_after_one()
    {
        using (StrategistJournal journal = Open())
        {
            JournaledModelCalls calls = new(journal, () => _now);
            calls.Write(ModelCalls.Call("try/1", null, ModelRole.Trial), ModelCalls.Answer(), null, null);
            journal.Append(_now, "d000001", ChainKinds.Observation, new JsonObject { ["hash"] = "x", ["seed"] = "1" });
            calls.Write(ModelCalls.Call("d000001/actor/1", "d000001"), ModelCalls.Answer(), true, null);
            calls.Write(ModelCalls.Call("try/2", null, ModelRole.Trial), ModelCalls.Answer(), null, null);
        }

        using StrategistJournal again = Open();
        Assert.Equal((1, "d000001", DecisionStage.Propose), (again.State.Decisions, again.State.Current!.Id, again.State.Current.Stage));
        DecisionSummary one = Assert.Single(DecisionSummary.Of(again.Records));
        Assert.Equal(("d000001", "observed"), (one.Id, one.State));
        Assert.Equal(["trial", "d000001", "d000001", "trial"], again.Records.Select(record => record.Decision));
    }

    [Fact]
    public void Trials_of_data_behind_a_persons_call_belong_to_the_decision_under_way()
    {
        using (StrategistJournal journal = Open())
        {
            journal.Append(_now, "d000001", ChainKinds.Observation, new JsonObject { ["hash"] = "x", ["seed"] = "1" });
            new JournaledModelCalls(journal, () => _now).Write(ModelCalls.Call("try/1", null, ModelRole.Trial), ModelCalls.Answer(), null, null);
        }

        using StrategistJournal again = Open();
        again.Begin(new("data", ["BTCUSDT.SIM"], new(Timestamp.FromUnixSeconds(0), Timestamp.FromUnixSeconds(100))), "a");
        Assert.Equal("d000001", again.Records[^1].Decision);
    }

    [Fact]
    public async Task A_call_that_was_cut_off_counts_as_the_most_that_it_and_its_fallbacks_may_have_come_to()
    {
        VirtualTime time = new();
        using CancellationTokenSource end = new();
        string body = "";
        ScriptedTransport model = new((_, request) =>
        {
            body = request;
            return ScriptedTransport.Says("fine", 100, 10);
        })
        {
            Delay = cancel => end.IsCancellationRequested ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancel),
        };
        ModelEndpoint[] endpoints = [Endpoint("free", default), Endpoint("dear", new ModelPrice(2, 8, 3)), Endpoint("small", new ModelPrice(1_000, 1_000, 1_000), context: 1_000), Endpoint("dearest", new ModelPrice(20, 80, 10))];
        GatewayOptions options = new()
        {
            Groups = [new ModelGroup("proposers", ["free", "dear", "small"], SelectionStrategy.LeastBusy, ["others"]), new ModelGroup("others", ["dear", "dearest"], SelectionStrategy.LeastBusy, ["proposers"])],
            Attempts = 3,
        };
        using (StrategistJournal journal = Open())
        {
            JournaledModelCalls calls = new(journal, () => _now);
            JournaledQuestions questions = new(() => journal.Records);
            ModelGateway gateway = new(endpoints, options, new ModelBudgets([], new GatewayScene.PastUse(), time), GatewayScene.Redact, time, _ => { }) { Announce = calls.Announce };
            Assert.Equal("d000001/actor/1", questions.NextId("d000001", ModelRole.Actor));
            Task<ModelAnswer> cut = gateway.AskAsync(ModelCalls.Call("d000001/actor/1", "d000001") with { MaxOutputTokens = 1_000 }, end.Token);
            Assert.Equal((1, false), (model.Asked, cut.IsCompleted));
            Assert.Equal("d000001/actor/2", questions.NextId("d000001", ModelRole.Actor));    // Its id is used up too.
            await end.CancelAsync();
            Assert.Equal(ModelOutcome.Cancelled, (await cut).Outcome);    // What it came to is never written: the process is gone.
            _now += Duration.OneSecond;
            ModelCall second = ModelCalls.Call("d000001/actor/2", "d000001");
            calls.Write(second, await gateway.AskAsync(second, default), true, null);
            ModelCall third = second with { Id = "d000001/actor/3" };
            calls.Write(third, await gateway.AskAsync(third, default), true, null);    // Answered from memory: nothing is announced.
        }

        Timestamp began = _now - Duration.OneSecond;
        using StrategistJournal again = Open();
        // In each of two groups three attempts of a prompt's bytes and 1,000 tokens, for a million at 3 and 8, and at 20 and 80.
        long bytes = Encoding.UTF8.GetByteCount(body) + "1000".Length - "100".Length;
        PastModelUse[] uses = [.. new JournaledModelCalls(again, () => _now).Since(began)];
        Assert.Equal(new PastModelUse(began, 6 * (bytes + 1_000), 3 * ((bytes * 23) + (1_000 * 88)) / 1e6m), uses[0]);
        Assert.Equal((_now, 110L), (Assert.Single(uses[1..]).Time, uses[1].Tokens));
        DecisionStep[] steps = [.. DecisionStory.Tell(again.Records)];
        Assert.Equal(["model_request", "model_call", "model_call"], steps.Select(step => step.Kind));
        Assert.Equal([FormattableString.Invariant($"The call d000001/actor/1 was cut off: nobody knows what it came to, and {uses[0].Tokens} tokens count as spent.")], steps[0].Lines);
        Assert.Equal(2, again.Records.Count(record => record.Kind == DecisionKind.ModelRequest));
        Assert.Null(again.State.Current);
        Assert.Empty(DecisionSummary.Of(again.Records));

        ModelEndpoint Endpoint(string name, ModelPrice price, int context = 32_768) => new(GatewayScene.Endpoint(name) with { Price = price, Context = context }, model);
    }

    [Fact]
    public void Budgets_find_what_was_used_after_a_restart_and_nothing_that_cost_nothing()
    {
        Timestamp[] times = [.. Enumerable.Range(0, 5).Select(hour => _now + Duration.FromMinutes(60 * hour))];
        using (StrategistJournal journal = Open())
        {
            JournaledModelCalls calls = new(journal, () => _now);
            void Write(int hour, ModelAnswer answer)
            {
                _now = times[hour];
                calls.Write(ModelCalls.Call($"d000001/actor/{hour}", "d000001"), answer, null, null);
            }

            Write(0, ModelCalls.Answer(100, 10, 1.5m));
            Write(1, ModelCalls.Answer(200, 20, 0.00000001m));
            Write(2, ModelCalls.Answer(300, 30, 3m) with { IsReplayed = true });
            Write(3, new ModelAnswer { Outcome = ModelOutcome.BudgetExhausted, Reason = "used up" });
            Write(4, ModelCalls.Answer(400, 0, 0) with { Outcome = ModelOutcome.Malformed });    // What was sent is paid for, whatever came back.
        }

        using StrategistJournal again = Open();
        JournaledModelCalls after = new(again, () => _now);
        PastModelUse[] all = [new(times[0], 110, 1.5m), new(times[1], 220, 0.00000001m), new(times[4], 400, 0)];
        Assert.Equal(all, after.Since(Timestamp.MinValue));
        Assert.Equal(all[1..], after.Since(times[1]));
        Assert.Equal(all[2..], after.Since(times[1] + new Duration(1)));
    }

    [Fact]
    public void What_was_sent_and_came_back_is_in_the_file_and_not_kept_in_memory()
    {
        using (StrategistJournal journal = Open())
        {
            new JournaledModelCalls(journal, () => _now).Write(ModelCalls.Call("d000001/actor/1", "d000001"), ModelCalls.Answer(), true, null);
            Assert.Equal(("", 17L, "local"), (ModelCallRecord.Of(journal.Records[0]).Request, ModelCallRecord.Of(journal.Records[0]).RequestBytes, ModelCallRecord.Of(journal.Records[0]).Endpoint));
        }

        using StrategistJournal again = Open();
        Assert.Equal("", ModelCallRecord.Of(again.Records[0]).Response);
        Assert.Equal("{\"choices\":[]}", ModelCallRecord.Of(DecisionReader.All(_directory.Path).Single()).Response);
    }

    [Fact]
    public void Calls_of_many_threads_are_a_record_each()
    {
        using StrategistJournal journal = Open();
        JournaledModelCalls calls = new(journal, () => _now);
        Parallel.For(0, 40, index => calls.Write(ModelCalls.Call($"d000001/actor/{index}", "d000001"), ModelCalls.Answer(), true, null));
        Assert.Null(DecisionVerification.Of(_directory.Path).Fault);
        Assert.Equal(40, DecisionReader.All(_directory.Path).Select(record => ModelCallRecord.Of(record).Call).Distinct().Count());
        Assert.Equal(40 * 1500, calls.Since(Timestamp.MinValue).Sum(use => use.Tokens));
    }

    private StrategistJournal Open() => StrategistJournal.Open(_directory.Path, () => _now);

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
