using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>Reads a proposal as the engine will, and holds it against what is granted.</summary>
internal sealed class GrantedCompiler(StaticLimits limits) : ICandidateCompiler
{
    public (Verdict Verdict, Candidate? Candidate) Compile(ProposedRules proposal, string observationHash)
    {
        RuleReading reading = RuleText.Read(proposal.Source);
        if (!reading.IsValid) { return (new Verdict(false, [.. reading.Diagnostics.Select(one => one.Message)]), null); }
        JsonObject details = new() { ["name"] = reading.Document!.Name, ["cost"] = reading.Program!.Cost, ["warm_up_bars"] = reading.Program.WarmUpBars };
        LimitViolation[] violations = [.. limits.Check(reading.Document, reading.Program)];
        if (violations.Length > 0) { return (new Verdict(false, [.. violations.Select(one => $"{one.Field}: {one.Text}.")], details), null); }
        return (new Verdict(true, [], details), new Candidate
        {
            Source = proposal.Source,
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(proposal.Source))),
            Document = reading.Document,
            Proposer = proposal.Proposer,
            ProposerVersion = proposal.ProposerVersion,
            Template = proposal.Template,
            Parameters = proposal.Parameters,
            ObservationHash = observationHash,
        });
    }
}
