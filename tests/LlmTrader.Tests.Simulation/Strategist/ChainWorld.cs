using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Tests.Simulation.Strategist;

/// <summary>Everything around a chain, in virtual time: what survives it, what fails, and the judge of what it asks for.</summary>
internal sealed class ChainWorld : IChainJournal, IProposals, ICandidateCompiler, IAcceptance, ICandidateChecker, IExposureGate, IApprovals, IProbationMeter
{
    private readonly Dictionary<string, (ApprovalRequest Request, Timestamp AnswerAt, bool Approves)> _asked = [];
    private readonly HashSet<string> _heldOut = [];

    private const string Code = "too_many_trades";

    public ChainWorld(int seed)
    {
        Faults = new ChainFaults(new Random(seed));
        Slot = new SimulatedSlot(Faults, Policy, () => Now) { Judge = (request, hash) =>
        {
            JudgeRequest(request, hash);
            AlsoJudge?.Invoke(request, hash);
        } };
    }

    public ChainPolicy Policy { get; } = new() { AutomaticBelow = 0.02, Shadow = Duration.FromMinutes(10), ApprovalExpires = Duration.FromMinutes(60), CanaryStep = Duration.FromMinutes(5), Probation = Duration.FromMinutes(60), Poll = Duration.FromSeconds(30) };

    public ChainFaults Faults { get; }

    public SimulatedSlot Slot { get; }

    /// <summary>Looks at a request of the slot too.</summary>
    public Action<string, string?>? AlsoJudge { get; init; }

    public Timestamp Now { get; set; } = Timestamp.FromUnixSeconds(1_795_262_400);

    public List<ChainRecord> Journal { get; } = [];

    /// <summary>Scorings that were done.</summary>
    public int Scored { get; private set; }

    public ChainPorts Ports => new() { Journal = this, Proposals = this, Compiler = this, Acceptance = this, Checker = this, Gate = this, Approvals = this, Engine = Slot, Meter = this };

    public ChainRecord Append(Timestamp now, string decision, string kind, JsonObject body)
    {
        Faults.Kill();
        ChainRecord record = new(now, decision, kind, JsonSerializer.Deserialize<JsonElement>(body.ToJsonString()));
        Journal.Add(record);
        Faults.Kill();
        return record;
    }

    /// <summary>Proposals that were asked for because the checker wanted a change.</summary>
    public int Revisions { get; private set; }

    // Few different candidates, so that the same one comes again; a revision is at times what it was.
    public ProposalAnswer Propose(ProposalCall call, CancellationToken cancel)
    {
        Faults.Fail();
        ulong number = call.Seed % 40;
        if (call.Revision is { } revision)
        {
            ViolationException.Unless(revision.Round <= Policy.Revisions && revision.Codes.SequenceEqual([Code]) && revision.Source.StartsWith("rules", StringComparison.Ordinal), "A revision that nobody asked for.");
            Revisions++;
            number = (ulong)(int.Parse(revision.Source[6..], System.Globalization.CultureInfo.InvariantCulture) + Faults.Random.Next(4));
        }

        return new ProposalAnswer("It is what the seed says.", call.Seed % 17 == 0 ? null : new ProposedRules { Source = $"rules {number}", Proposer = "local/random", ProposerVersion = "1", IsRevisable = call.Seed % 3 > 0 });
    }

    public (Verdict Verdict, Candidate? Candidate) Compile(ProposedRules proposal, string observationHash)
    {
        Faults.Fail();
        Candidate candidate = new() { Source = proposal.Source, Hash = HashOf(proposal.Source), Document = null!, Proposer = proposal.Proposer, ProposerVersion = "1", ObservationHash = observationHash };
        return proposal.Source.EndsWith('7') ? (new Verdict(false, ["It has a mistake."]), null) : (new Verdict(true, []), candidate);
    }

    public Verdict Judge(CandidateCase judged, CancellationToken cancel)
    {
        for (int trial = 0; trial < 3; trial++)
        {
            Append(Now, judged.Decision, ChainKinds.Trial, new JsonObject { ["window"] = "w", ["hash"] = judged.Candidate.Hash });
            Scored++;
            Faults.Fail();
        }

        return new Verdict(!judged.Candidate.Source.EndsWith('8'), []);
    }

    public Verdict OpenHoldOut(CandidateCase judged, CancellationToken cancel)
    {
        ChainRecord last = Journal.Last(record => record.Kind == ChainKinds.Check);
        ViolationException.Unless(last.Decision == judged.Decision && last.Body.GetProperty("passed").GetBoolean() && last.Body.GetProperty("hash").GetString() == judged.Candidate.Hash, "The hold-out is opened for what was not checked.");
        Append(Now, judged.Decision, ChainKinds.HoldOut, new JsonObject { ["window"] = "h", ["hash"] = judged.Candidate.Hash });
        ViolationException.Unless(_heldOut.Add(judged.Decision), "The hold-out was opened twice for a decision.");
        Faults.Fail();
        return new Verdict(!judged.Candidate.Source.EndsWith('5'), []);
    }

    Verdict ICandidateChecker.Check(CandidateCase judged, CancellationToken cancel)
    {
        Faults.Fail();
        ViolationException.Unless(!_heldOut.Contains(judged.Decision), "The checker is asked behind the hold-out.");
        bool wantsRevision = judged.Candidate.Source.EndsWith('0') || Faults.Happens(0.2);
        return new Verdict(!wantsRevision && !judged.Candidate.Source.EndsWith('9'), ["The checker says so."]) { WantsRevision = wantsRevision, Codes = [Code] };
    }

    GateVerdict IExposureGate.Check(Candidate candidate, CancellationToken cancel)
    {
        Faults.Fail();
        return new GateVerdict(new Verdict(!candidate.Source.EndsWith('6'), []), candidate.Source.Length % 2 == 0 ? 0.01 : 0.05);
    }

    public void Put(ApprovalRequest request, CancellationToken cancel)
    {
        Faults.Fail();
        ViolationException.Unless(Journal.Any(record => record.Decision == request.Decision && record.Kind == ChainKinds.ApprovalRequested), "A person is asked before the journal says so.");
        if (!_asked.ContainsKey(request.Decision)) { _asked[request.Decision] = (request, Now + Duration.FromMinutes(Faults.Random.Next(90)), Faults.Random.Next(3) > 0); }
        Faults.Fail();
    }

    public ApprovalAnswer Find(string decision, CancellationToken cancel)
    {
        Faults.Fail();
        if (Faults.Happens(0.02)) { _asked.Clear(); }    // The engine was started again.
        if (!_asked.TryGetValue(decision, out (ApprovalRequest Request, Timestamp AnswerAt, bool Approves) asked)) { return new ApprovalAnswer(ApprovalStatus.Unknown); }
        if (Now < asked.AnswerAt) { return new ApprovalAnswer(ApprovalStatus.Waiting, asked.Request.Hash); }
        string hash = Faults.Happens(0.05) ? "another" : asked.Request.Hash;
        return new ApprovalAnswer(asked.Approves ? ApprovalStatus.Approved : ApprovalStatus.Rejected, hash, "somebody", "because");
    }

    public ProbationFigures Measure(Candidate candidate, IReadOnlyList<CapitalStep> steps, Timestamp now, CancellationToken cancel)
    {
        double share = steps[^1].Share;
        DecisionState watched = ChainState.Of(Journal).Current!;
        ViolationException.Unless(steps[0].Since == watched.ActivatedAt && steps[0].Share <= Policy.CanaryShares[0], "What is watched does not begin with the activation.");
        IEnumerable<ChainRecord> since = Journal.SkipWhile(record => record.Kind != ChainKinds.Activated || record.Decision != watched.Id).Where(record => record.Kind == ChainKinds.Capital && record.Body.GetProperty("confirmed").GetBoolean());
        ViolationException.Unless(steps.Skip(1).Select(step => step.Share).SequenceEqual(since.Select(record => record.Body.GetProperty("share").GetDouble())) && share == Slot.Share, "What is watched has had other shares.");
        Faults.Fail();
        return candidate.Source.EndsWith('1') && share > 0.2 ? new ProbationFigures(0.2, 0) : candidate.Source.EndsWith('2') ? new ProbationFigures(0, double.NaN) : new ProbationFigures(0.01, 0.001);
    }

    // What the engine is asked must stand in the journal, and have been earned.
    private void JudgeRequest(string request, string? hash)
    {
        ChainRecord last = Journal[^1];
        DecisionState decision = ChainState.Of(Journal).Current ?? throw new ViolationException($"{request} is asked for, and belongs to no decision.");
        ChainRecord[] own = [.. Journal.Where(record => record.Decision == decision.Id)];
        switch (request)
        {
            case "stage":
                ViolationException.Unless(last.Kind == ChainKinds.StageRequested && decision.Hash == hash, "Staged before the journal says so.");
                foreach ((string kind, int count) in new[] { (ChainKinds.Compiled, 1), (ChainKinds.Acceptance, 2), (ChainKinds.Check, 1), (ChainKinds.Gate, 1) })
                {
                    ViolationException.Unless(own.Count(record => record.Kind == kind && record.Body.GetProperty("passed").GetBoolean() && record.Body.GetProperty("hash").GetString() == hash) == count, $"Staged without {kind}.");
                }

                ViolationException.Unless(own.Where(record => record.Kind == ChainKinds.Check).SkipLast(1).All(record => record.Body.GetProperty("revise").GetBoolean()), "Staged behind a no.");
                ChainRecord[] answers = [.. own.Where(record => record.Kind == ChainKinds.Approval)];
                ViolationException.Unless(answers.Length == 1 && answers[0].Body.GetProperty("approved").GetBoolean() && answers[0].Body.GetProperty("hash").GetString() == hash, "Staged without approval.");
                ChainRecord? asked = own.SingleOrDefault(record => record.Kind == ChainKinds.ApprovalRequested);
                ViolationException.Unless(asked is null || answers[0].Time.Nanoseconds < asked.Body.GetProperty("expires_ns").GetInt64(), "Approved too late.");
                ViolationException.Unless(Journal.Count(record => record.Kind == ChainKinds.StageRequested && record.Body.GetProperty("hash").GetString() == hash) == 1, "Staged twice.");
                break;
            case "activate":
                ViolationException.Unless(last.Kind == ChainKinds.ActivateRequested && own.Count(record => record.Kind == ChainKinds.ActivateRequested) == 1, "Activated twice, or before the journal says so.");
                ViolationException.Unless(Now >= own.First(record => record.Kind == ChainKinds.Shadow).Time + Policy.Shadow, "Activated before its time in the shadow is over.");
                ViolationException.Unless(Slot.Share <= Policy.CanaryShares[0], "Activated with more than its first share.");
                break;
            case "rollback":
                ViolationException.Unless(decision.Stage == DecisionStage.RollBack && decision.Hash == hash, "Rolled back what is not to go.");
                ViolationException.Unless(!Slot.IsRollingBack, "Asked to roll back while that is under way: the second one brings it in again.");
                break;
            default:
                ViolationException.Unless(decision.Stage == DecisionStage.Shadow, "Shadows out of turn.");
                break;
        }
    }

    public static string HashOf(string source) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(source)));
}
