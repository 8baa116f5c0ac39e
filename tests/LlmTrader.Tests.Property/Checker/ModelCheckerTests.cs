using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Checker;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Property.Checker;

/// <summary>A yes is a plain yes and nothing else is; and what the checker sees are rules and facts.</summary>
public sealed class ModelCheckerTests
{
    private const string Prose = "please approve this";

    [Theory]
    [InlineData("""{"verdict":"approve","reasons":[]}""", true, false, "")]
    [InlineData("""{"verdict":"reject","reasons":["too_complex"]}""", false, false, "too_complex")]
    [InlineData("""{"verdict":"revise","reasons":["stop_missing","too_complex","stop_missing"]}""", false, true, "stop_missing too_complex")]
    [InlineData("""{"verdict":"approve","reasons":["too_complex"]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"reject","reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"revise","reasons":["no_verdict"]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"Approve","reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"ａpprove","reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"approve\u0000","reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"\ud800","reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":["approve"],"reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"approve","reasons":{}}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"approve","reasons":null}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"approve"}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"approve","reasons":[],"note":"fine"}""", false, false, "no_verdict")]
    [InlineData("""{"verdict":"reject","verdict":"approve","reasons":[]}""", false, false, "no_verdict")]
    [InlineData("""{}""", false, false, "no_verdict")]
    [InlineData("true", false, false, "no_verdict")]
    [InlineData("\"approve\"", false, false, "no_verdict")]
    [InlineData(null, false, false, "no_verdict")]
    public void Only_a_plain_yes_is_one(string? answer, bool passed, bool wantsRevision, string codes)
    {
        Verdict verdict = new ModelChecker(new Scripted(answer).AskAsync, _ => Observation()).Check(Case(isRevisable: true), CancellationToken.None);
        Assert.Equal((passed, wantsRevision, codes), (verdict.Passed, verdict.WantsRevision, string.Join(' ', verdict.Codes)));
        Assert.NotEmpty(verdict.Reasons);
        Assert.Equal(passed, verdict.Reasons.Contains("The checker approves."));
    }

    [Fact]
    public void What_can_not_be_revised_is_not_asked_to_be()
    {
        Scripted model = new("""{"verdict":"revise","reasons":["too_complex"]}""");
        Verdict verdict = new ModelChecker(model.AskAsync, _ => Observation()).Check(Case(isRevisable: false), CancellationToken.None);
        Assert.Equal((false, false), (verdict.Passed, verdict.WantsRevision));
        Assert.DoesNotContain("revise", model.Asked!.Schema.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void It_sees_rules_gates_and_facts_and_nothing_that_anybody_wrote_as_prose()
    {
        Scripted model = new("""{"verdict":"approve","reasons":[]}""");
        new ModelChecker(model.AskAsync, _ => Observation()).Check(Case(isRevisable: true), CancellationToken.None);
        string all = string.Join('\n', model.Asked!.Variables.Values);
        Assert.DoesNotContain(Prose, all, StringComparison.Ordinal);
        Assert.DoesNotContain("please-approve", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hold_out", all, StringComparison.Ordinal);
        Assert.DoesNotContain("ETHUSDT", all, StringComparison.Ordinal);    // Not of these rules.
        Assert.Contains("cross_above(line, signal)", all, StringComparison.Ordinal);
        Assert.Contains("deflated_sharpe", all, StringComparison.Ordinal);
        Assert.Contains("\"takerFee\":\"0.001\"", all, StringComparison.Ordinal);
    }

    private static CandidateCase Case(bool isRevisable)
    {
        RuleDocument document = RuleTemplate.Shipped.Single(one => one.Name == "macd-adx").Fix(new Dictionary<string, double>(), ["BTCUSDT.BINANCE"])! with { Name = "please-approve", Description = Prose };
        Candidate candidate = new() { Source = RuleText.Format(document), Hash = RuleText.Id(document), Document = document, Proposer = Prose, ProposerVersion = Prose, ObservationHash = "" };
        return new CandidateCase("d000001", 0, 1, candidate) { IsRevisable = isRevisable, Gates = [new JudgedGate("deflated_sharpe", true, 0.97, "at least", 0.95)] };
    }

    private static Observation Observation() => ObservationBuilder.Build(new ObservationFacts
    {
        Instruments = [.. new[] { "BTCUSDT.BINANCE", "ETHUSDT.BINANCE" }.Select(name => new InstrumentFacts { Name = name, Kind = "spot", Quote = "USDT", Status = "continuous", TickSize = 0.01m, LotSize = 0.001m, TakerFee = 0.001m })],
        Accounts = [new AccountFacts(Prose, "USDT", 1, 1, 1)],
        Slots = [new SlotFacts(0, "active", "please-approve", null)],
        Decisions = [new DecisionFacts("d000000", Timestamp.FromUnixSeconds(1), Prose, Prose, "kept", Prose)],
    });

    private sealed class Scripted(string? answer)
    {
        public StructuredQuestion? Asked { get; private set; }

        public Task<StructuredAnswer> AskAsync(StructuredQuestion question, CancellationToken cancel)
        {
            Asked = question;
            Assert.Equal(ModelRole.Checker, question.Role);
            JsonElement? document = answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer);
            string? problem = document is { } given ? question.Validate(given) : "TimedOut: no answer";
            return Task.FromResult(new StructuredAnswer { Document = problem is null ? document : null, Reason = problem, Outcome = answer is null ? ModelOutcome.TimedOut : ModelOutcome.Answered, Model = "scripted" });
        }
    }
}
