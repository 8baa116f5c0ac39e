using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Acceptance.Reporting;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>Judges candidates by history, and leaves the reports beside the journal, which has their hashes.</summary>
/// <param name="history">Of a decision.</param>
/// <param name="thresholds">What is asked for.</param>
/// <param name="trials">Counts what was tried.</param>
/// <param name="holdOut">Keeps the hold-out shut.</param>
/// <param name="search">Knows what the candidate was chosen among.</param>
/// <param name="reports">The directory of the reports.</param>
/// <param name="threads">That backtest; the reports are the same on one.</param>
internal sealed class ReportedAcceptance(
    Func<string, CancellationToken, IMarketHistory> history, AcceptanceThresholds thresholds, ITrialLedger trials, IHoldOut holdOut, RememberedProposals search, string reports, int threads) : IAcceptance
{
    public Verdict Judge(string decision, ulong seed, Candidate candidate, CancellationToken cancel)
    {
        AcceptanceRunner runner = new(history(decision, cancel), thresholds, trials, holdOut, threads);
        AcceptanceRequest request = new() { Candidate = candidate, Trials = search.TrialsOf(decision, candidate), Seed = seed };
        AcceptanceReport report = runner.Judge(request, cancel);
        byte[] json = AcceptanceJson.Write(report);
        Write($"{decision}.json", json);
        Write($"{decision}.md", Encoding.UTF8.GetBytes(AcceptanceMarkdown.Write(report)));
        Write($"{decision}.svg", Encoding.UTF8.GetBytes(EquityPicture.Svg(report)));
        JsonObject details = new()
        {
            ["report"] = $"reports/{decision}.json",
            ["report_sha256"] = Convert.ToHexStringLower(SHA256.HashData(json)),
            ["trials"] = report.Trials,
            ["window"] = report.Data.Id,
            ["gates"] = new JsonArray([.. report.Gates.Select(Describe)]),
        };
        return new Verdict(report.Accepted, [.. report.Gates.Where(gate => gate.Failed).Select(GateSentence.Of)], details);
    }

    private void Write(string name, byte[] content) => DurableFile.Write(Path.Combine(reports, name), content);

    private static JsonObject Describe(Gate gate) => new()
    {
        ["gate"] = gate.Name,
        ["value"] = gate.Value is { } value && double.IsFinite(value) ? value : null,
        ["comparison"] = GateSentence.Asked(gate),
        ["limit"] = gate.Limit is { } limit && double.IsFinite(limit) ? limit : null,
        ["passed"] = gate.Passed,
    };
}
