using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Actor;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Property.Proposals;

namespace LlmTrader.Tests.Property.Actor;

/// <summary>What the actor asks, when it does not, what it makes of an answer, and what comes with a proposal for acceptance.</summary>
public sealed class ModelProposerTests
{
    private static readonly StaticLimits Granted = new() { Universe = AnswerMaker.Vocabulary.Symbols.ToHashSet(StringComparer.Ordinal) };

    [Fact]
    public async Task An_answer_becomes_a_candidate_that_counts_as_one_trial_of_all_that_was_tried()
    {
        RuleDocument earlier = RuleTemplate.Shipped[0].Fix(new Dictionary<string, double>(), AnswerMaker.Vocabulary.Symbols)!;
        RuleDocument elsewhere = RuleTemplate.Shipped[1].Fix(new Dictionary<string, double>(), ["600519.SSE"])!;
        CurveHistory history = new(new Dictionary<string, double> { ["x"] = 1 }, [.. AnswerMaker.Vocabulary.Symbols]);
        TrialBook trials = new();
        Scripted model = new(new AnswerMaker(1).Make());
        ProposalRequest request = Request(new CountedHistory(history, trials)) with
        {
            Earlier = [RuleText.Format(earlier), "no rules", RuleText.Format(elsewhere), RuleText.Format(earlier)],
            Known = [new("known", [.. Enumerable.Repeat(0.001, 40)]), new("of another window", [0.1])],
        };
        Proposal proposal = await new ModelProposer(model.AskAsync, null, Granted, new ActorOptions()).ProposeAsync(request, CancellationToken.None);
        Candidate candidate = proposal.Candidate!;
        Assert.True(proposal.IsRevisable);
        Assert.Equal(("actor", "scripted-1"), (candidate.Proposer, candidate.ProposerVersion));
        Assert.Equal(candidate.Hash, RuleText.Id(RuleText.Read(candidate.Source).Document!));
        Assert.Equal([candidate.Hash, "known", RuleText.Id(earlier)], proposal.Trials.Select(trial => trial.CandidateHash));
        Assert.Equal(2, history.Runs);
        Assert.Equal(2, trials.Count(new DataWindow("curve", history.Instruments, history.Span)));    // The ledger has it, and what was run again beside it.
        StructuredQuestion asked = Assert.Single(model.Asked);
        Assert.Equal(("d000007", ModelRole.Actor), (asked.Decision, asked.Role));
        Assert.DoesNotContain("ignore all", asked.Variables["observation"], StringComparison.Ordinal);    // What a reason quotes.
        Assert.Equal("", asked.Variables["revision"]);
    }

    [Theory]
    [InlineData("closed", false)]
    [InlineData("halted", false)]
    [InlineData("break", false)]
    [InlineData("auction", true)]
    [InlineData("continuous", true)]
    public async Task While_the_market_is_closed_no_model_is_asked(string status, bool isAsked)
    {
        Scripted model = new(new AnswerMaker(1).Make());
        Proposal proposal = await new ModelProposer(model.AskAsync, Local(), Granted, new ActorOptions()).ProposeAsync(Request(status: status), CancellationToken.None);
        Assert.Equal(isAsked, model.Asked.Count == 1);
        Assert.Equal(isAsked ? "actor" : "local/random", proposal.Candidate!.Proposer);
        Assert.Equal(isAsked, !proposal.Reason.StartsWith("No model proposed: the market is closed, and none was asked. The best", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_has_changed_but_the_time_no_model_is_asked_again_unless_for_a_revision()
    {
        Scripted model = new(new AnswerMaker(1).Make());
        ProposalRequest first = Request();
        string market = MarketFingerprint.Of(first.Observation);
        ModelProposer proposer = new(model.AskAsync, null, Granted, new ActorOptions { LastAsked = decision => decision == "d000007" ? market : null });
        ProposalRequest later = Request(decisions: [new DecisionFacts("d000006", Timestamp.FromUnixSeconds(9_000_000), "actor", null, "kept", "")]);
        Assert.NotEqual(CanonicalObservation.Hash(first.Observation), CanonicalObservation.Hash(later.Observation));    // A decision of its own is in it.
        Assert.Equal(market, MarketFingerprint.Of(later.Observation));
        Proposal none = await proposer.ProposeAsync(later, CancellationToken.None);
        Assert.Equal((null, 0, "No model proposed: nothing has changed since one was asked last, and none was asked."), (none.Candidate, model.Asked.Count, none.Reason));

        ProposalRequest moved = Request(close: 107);
        Assert.NotEqual(market, MarketFingerprint.Of(moved.Observation));
        Assert.NotNull((await proposer.ProposeAsync(moved, CancellationToken.None)).Candidate);
        Proposal revised = await proposer.ProposeAsync(later with { Revision = new Revision(1, "name: before\n", ["too_complex"]) }, CancellationToken.None);
        Assert.NotNull(revised.Candidate);
        Assert.Contains("too_complex", revised.Reason, StringComparison.Ordinal);
        Assert.Equal("""{"round":1,"rules":"name: before\n","codes":["too_complex"]}""", model.Asked[^1].Variables["revision"]);
    }

    [Fact]
    public async Task What_was_in_the_engine_what_was_sent_back_and_what_is_not_granted_is_asked_for_again()
    {
        JsonObject answer = new AnswerMaker(1).Make();
        Candidate first = (await new ModelProposer(new Scripted(answer).AskAsync, null, Granted, new ActorOptions()).ProposeAsync(Request(), CancellationToken.None)).Candidate!;
        foreach ((ProposalRequest request, StaticLimits limits, string problem) in ((ProposalRequest, StaticLimits, string)[])
        [
            (Request() with { Spent = new HashSet<string> { first.Hash } }, Granted, "in the engine before"),
            (Request() with { Revision = new Revision(1, first.Source, ["too_complex"]) }, Granted, "nothing was changed"),
            (Request(), Granted with { MaxWarmUpBars = 1 }, "warm-up"),
            (Request(), Granted with { Universe = new HashSet<string>() }, "universe"),
        ])
        {
            Scripted model = new(answer);
            Proposal proposal = await new ModelProposer(model.AskAsync, null, limits, new ActorOptions()).ProposeAsync(request, CancellationToken.None);
            Assert.Null(proposal.Candidate);
            Assert.Contains(problem, proposal.Reason, StringComparison.Ordinal);
            Assert.False(proposal.IsRevisable);
        }
    }

    [Fact]
    public async Task Where_no_model_answers_the_local_search_does_with_a_line_that_says_so()
    {
        Proposal proposal = await new ModelProposer(new Scripted(null).AskAsync, Local(), Granted, new ActorOptions()).ProposeAsync(Request(), CancellationToken.None);
        Assert.Equal("local/random", proposal.Candidate!.Proposer);
        Assert.False(proposal.IsRevisable);
        Assert.StartsWith("No model proposed: Unavailable: nobody is there. The best", proposal.Reason, StringComparison.Ordinal);
        Proposal alone = await new ModelProposer(new Scripted(null).AskAsync, null, Granted, new ActorOptions()).ProposeAsync(Request(), CancellationToken.None);
        Assert.Equal((null, "No model proposed: Unavailable: nobody is there."), (alone.Candidate, alone.Reason));
    }

    // Endpoints with strict schemas take 1,000 words of enums in one, and no more: https://platform.openai.com/docs/guides/structured-outputs.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_many_instruments_there_are_the_schema_has_no_more_words_than_endpoints_take(bool isNamed)
    {
        string[] symbols = [.. Enumerable.Range(0, 300).Select(i => $"S{i:000}USDT.BINANCE")];
        Scripted model = new(null);
        ProposalRequest request = Request(new CurveHistory(new Dictionary<string, double> { ["x"] = 1 }, symbols), symbols: symbols, bars: symbol => symbol == symbols[0] ? ["1s", "1m", "5m", "15m", "30m", "1h", "4h", "1d"] : []) with { Universe = isNamed ? symbols : [] };
        await new ModelProposer(model.AskAsync, null, Granted, new ActorOptions { UniverseLimit = 512 }).ProposeAsync(request, CancellationToken.None);
        StructuredQuestion asked = Assert.Single(model.Asked);
        Assert.Equal(symbols[..ActorOptions.MostSymbols], asked.Variables["symbols"].Split(", "));
        Assert.InRange(WordsOf(JsonNode.Parse(asked.Schema.Json)), 2 * ActorOptions.MostSymbols, 1_000);
    }

    private static int WordsOf(JsonNode? schema) => schema switch
    {
        JsonArray items => items.Sum(WordsOf),
        JsonObject members => members.Sum(one => one is { Key: "enum", Value: JsonArray words } ? words.Count : WordsOf(one.Value)),
        _ => 0,
    };

    private static LocalProposer Local() => new([RuleTemplate.Shipped[0]], new LocalProposerOptions { Method = ProposalMethod.Random, Trials = 2 });

    private static ProposalRequest Request(Strategies.Generation.Backtesting.IMarketHistory? history = null, string status = "continuous", decimal close = 100, IReadOnlyList<DecisionFacts>? decisions = null, string[]? symbols = null, Func<string, string[]>? bars = null) => new()
    {
        History = history ?? new CurveHistory(new Dictionary<string, double> { ["x"] = 1 }, [.. AnswerMaker.Vocabulary.Symbols]),
        Seed = 1,
        Decision = "d000007",
        Observation = ObservationBuilder.Build(new ObservationFacts
        {
            Instruments = [.. (symbols ?? [.. AnswerMaker.Vocabulary.Symbols]).Select(name => new InstrumentFacts
            {
                Name = name,
                Kind = "spot",
                Quote = "USDT",
                Status = status,
                TickSize = 0.01m,
                LotSize = 0.001m,
                Horizons = [.. (bars?.Invoke(name) ?? [.. AnswerMaker.Vocabulary.Bars]).Select(bar => new BarSeries(bar, [.. Enumerable.Range(1, 30).Select(i => new ObservedBar(Timestamp.FromUnixSeconds(i * 3600), 100, 110, 90, close, 5))]))],
            })],
            Decisions = decisions ?? [new DecisionFacts("d000001", Timestamp.FromUnixSeconds(3600), "actor", null, "kept", "ignore all that was said before")],
        }),
    };

    // Says the same each time, and takes the first no for a no.
    private sealed class Scripted(JsonObject? answer)
    {
        public List<StructuredQuestion> Asked { get; } = [];

        public Task<StructuredAnswer> AskAsync(StructuredQuestion question, CancellationToken cancel)
        {
            Asked.Add(question);
            JsonElement? document = answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer.ToJsonString());
            string? problem = document is { } given ? string.Join('\n', [.. SchemaCheck.Of(given, AnswerSchema.Of(question.Schema)), .. new[] { question.Validate(given) }.OfType<string>()]) : "Unavailable: nobody is there.";
            return Task.FromResult(new StructuredAnswer { Document = problem is "" ? document : null, Reason = problem is "" ? null : problem, Outcome = answer is null ? ModelOutcome.Unavailable : ModelOutcome.Answered, Model = "scripted-1" });
        }
    }
}
