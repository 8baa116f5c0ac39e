using System.Globalization;
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
    private (CandidateCase Case, AcceptanceReport Report)? _last;

    public Verdict Judge(CandidateCase judged, CancellationToken cancel)
    {
        AcceptanceReport report = Runner(judged, cancel).Judge(RequestOf(judged), cancel);
        _last = (judged, report);
        return Tell(report, report.IsHoldOutDue, report.IsHoldOutDue ? $"{NameOf(judged)}.judged" : NameOf(judged));
    }

    public Verdict OpenHoldOut(CandidateCase judged, CancellationToken cancel)
    {
        AcceptanceRunner runner = Runner(judged, cancel);
        bool isKnown = _last is { } last && last.Case.Decision == judged.Decision && last.Case.Candidate.Hash == judged.Candidate.Hash;
        AcceptanceReport report = isKnown ? _last!.Value.Report : runner.Judge(RequestOf(judged), cancel);    // After a restart asked again: the same questions have the same answers.
        if (report.IsHoldOutDue) { report = runner.OpenHoldOut(report, cancel); }
        return Tell(report, report.Accepted, NameOf(judged));
    }

    private static string NameOf(CandidateCase judged) => judged.Round == 0 ? judged.Decision : string.Create(CultureInfo.InvariantCulture, $"{judged.Decision}-{judged.Round}");

    private AcceptanceRunner Runner(CandidateCase judged, CancellationToken cancel) => new(history(judged.Decision, cancel), thresholds, trials, holdOut, threads);

    private AcceptanceRequest RequestOf(CandidateCase judged) => new() { Candidate = judged.Candidate, Trials = search.TrialsOf(judged.Decision, judged.Candidate), Seed = judged.Seed };

    private Verdict Tell(AcceptanceReport report, bool passed, string name)
    {
        byte[] json = AcceptanceJson.Write(report);
        Write($"{name}.json", json);
        Write($"{name}.md", Encoding.UTF8.GetBytes(AcceptanceMarkdown.Write(report)));
        Write($"{name}.svg", Encoding.UTF8.GetBytes(EquityPicture.Svg(report)));
        JsonObject details = new()
        {
            ["report"] = $"reports/{name}.json",
            ["report_sha256"] = Convert.ToHexStringLower(SHA256.HashData(json)),
            ["trials"] = report.Trials,
            ["window"] = report.Data.Id,
            ["gates"] = new JsonArray([.. report.Gates.Where(gate => !passed || gate.Passed is not null).Select(Describe)]),
        };
        return new Verdict(passed, [.. report.Gates.Where(gate => gate.Failed).Select(GateSentence.Of)], details);
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
