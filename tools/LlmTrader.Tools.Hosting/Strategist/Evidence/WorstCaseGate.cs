using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>Judges a candidate by the most that it can hold and lose on the account as it is now.</summary>
/// <param name="look">The account and the market.</param>
/// <param name="limits">What is too much.</param>
internal sealed class WorstCaseGate(Func<CancellationToken, ExposureContext> look, ExposureLimits limits) : IExposureGate
{
    public GateVerdict Check(Candidate candidate, CancellationToken cancel)
    {
        RuleReading compiled = RuleCompiler.Compile(candidate.Document);
        ExposureReport report = ExposureGate.Judge(candidate.Document, compiled.Program ?? throw new InvalidOperationException("The candidate no longer compiles."), look(cancel), limits);
        double notional = report.WorstNotional.Count == 0 ? 0 : report.WorstNotional.Max(one => one.Notional);
        JsonObject details = new()
        {
            ["verdict"] = report.Verdict.ToString(),
            ["held_share"] = double.IsFinite(report.HeldShare) ? report.HeldShare : null,
            ["reasons"] = new JsonArray([.. report.Reasons.Select(reason => JsonValue.Create(reason))]),
        };
        Verdict verdict = new(report.Verdict != ExposureVerdict.Refused, report.Verdict == ExposureVerdict.Refused ? report.Reasons : [], details);
        return new GateVerdict(verdict, report.AtRisk, notional < 1e18 ? (decimal)notional : 0);
    }
}
