using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>
/// The way of a decision: propose, compile, accept, check, open the hold-out, gate, approve, stage, shadow, activate by growing shares of the capital, watch,
/// and take back. What goes wrong or takes too long ends as "the rules stay as they are", with a reason. Each act stands in the journal
/// before it is done, and what came of it after; a restart folds the journal and goes on where it stands.
/// </summary>
/// <remarks>Time is an input, and used by one thread. What the journal throws is not handled: the chain must not go on without it.</remarks>
public sealed class DecisionChain
{
    private readonly ChainContext _context;
    private readonly EvidenceSteps _evidence;
    private readonly ApprovalSteps _approval;
    private readonly DeploymentSteps _deployment;
    private readonly ProbationSteps _probation;
    private readonly SlotSteps _slot;

    /// <param name="policy">How much it trusts.</param>
    /// <param name="ports">What it asks.</param>
    /// <param name="state">What its journal says so far.</param>
    public DecisionChain(ChainPolicy policy, ChainPorts ports, ChainState state)
    {
        _context = new ChainContext(policy, ports, state);
        _slot = new SlotSteps(_context);
        _evidence = new EvidenceSteps(_context);
        _approval = new ApprovalSteps(_context);
        _deployment = new DeploymentSteps(_context);
        _probation = new ProbationSteps(_context);
    }

    /// <summary>What it knows.</summary>
    public ChainState State => _context.State;

    /// <summary>Whether there is nothing left to do before the next decision.</summary>
    public bool IsIdle => State is { Current: null, ShareConfirmed: true } && (!State.IsSafeMode || State.SafeModeConfirmed);

    /// <summary>Whether what is under way is not a dry run's own, which then leaves it as it is: it would be staged, activated or given more capital.</summary>
    public bool IsLeftAlone => _context.Policy.IsDryRun && !IsIdle && State.Current is not { IsDryRun: true };

    /// <summary>Looks, at the start of a process, whether a person has ended the safe mode by letting the slot trade again.</summary>
    public void Start(Timestamp now, CancellationToken cancel)
    {
        if (!State.IsSafeMode || !State.SafeModeConfirmed) { return; }
        if (_context.Try(engine => engine.Look(_context.Policy.Slot, cancel), cancel, out _) is { IsTrading: true })
        {
            _context.Write(now, $"d{State.Decisions:D6}", ChainKinds.SafeMode, new JsonObject { ["on"] = false, ["confirmed"] = true, ["reason"] = "A person let the slot trade again." });
        }
    }

    /// <summary>Begins a decision; false while another is under way, or in the safe mode.</summary>
    /// <param name="now">The time.</param>
    /// <param name="trigger">Why now, such as <c>schedule</c>.</param>
    /// <param name="seed">Of its randomness.</param>
    /// <param name="observationHash">Of what was seen.</param>
    /// <param name="observation">What was seen, for the journal; null when it lies elsewhere.</param>
    /// <param name="market">Of what was seen, its <see cref="Observations.MarketFingerprint"/>; null when nobody asks for it.</param>
    public bool Begin(Timestamp now, string trigger, ulong seed, string observationHash, JsonObject? observation = null, string? market = null)
    {
        if (!IsIdle || State.IsSafeMode) { return false; }
        _context.Write(now, State.NextId, ChainKinds.Observation, new JsonObject
        {
            ["trigger"] = trigger,
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),    // Beyond what a double holds.
            ["hash"] = observationHash,
            ["market"] = market,
            ["observation"] = observation,
            ["dry_run"] = _context.Policy.IsDryRun,
        });
        return true;
    }

    /// <summary>Goes one step, and says when it is worth to come again: now, or later; never is the end of time.</summary>
    public Timestamp Step(Timestamp now, CancellationToken cancel)
    {
        if (IsLeftAlone) { return Timestamp.MaxValue; }
        if (_slot.Settle(now, cancel) is { } later) { return later; }
        if (State.Current is not { } decision) { return Timestamp.MaxValue; }
        return decision.Stage switch
        {
            DecisionStage.Propose => _evidence.Propose(now, cancel),
            DecisionStage.Compile => _evidence.Compile(now),
            DecisionStage.Accept => _evidence.Accept(now, cancel),
            DecisionStage.Check => _evidence.Check(now, cancel),
            DecisionStage.HoldOut => _evidence.OpenHoldOut(now, cancel),
            DecisionStage.Gate => _evidence.Gate(now, cancel),
            DecisionStage.Approve => _approval.Ask(now),
            DecisionStage.AwaitApproval => _approval.Await(now, cancel),
            DecisionStage.Stage => _deployment.Stage(now, cancel),
            DecisionStage.ConfirmStage => _deployment.ConfirmStage(now, cancel),
            DecisionStage.WarmUp => _deployment.WarmUp(now, cancel),
            DecisionStage.Shadow => _deployment.Shadow(now, cancel),
            DecisionStage.Activate => _deployment.Activate(now, cancel),
            DecisionStage.ConfirmActivate => _deployment.ConfirmActivate(now, cancel),
            DecisionStage.Probation => _probation.Watch(now, cancel),
            DecisionStage.RollBack => _probation.RollBack(now, cancel),
            DecisionStage.Ended => End(now, decision),
            _ => throw new InvalidOperationException($"There is no stage {decision.Stage}."),
        };
    }

    // The engine has no way to take a staged set out of its slot: it decides nothing, and the next one that is staged takes its place.
    private static bool IsLeftStaged(DecisionState decision) => decision is { Result: ChainResults.Kept, SetId: > 0, IsCutShort: false } && decision.ActivatedAt == default;

    private Timestamp End(Timestamp now, DecisionState decision)
    {
        _context.Write(now, ChainKinds.Outcome, new JsonObject
        {
            ["result"] = decision.Result,
            ["reason"] = decision.Reason,
            ["failed"] = decision.HasFailed,
            ["cut_short"] = decision.IsCutShort,
            ["hash"] = decision.Hash,
            ["left_staged"] = IsLeftStaged(decision) ? decision.SetId : null,
        });
        bool isStuck = decision.Result == ChainResults.Stuck;
        if (!State.IsSafeMode && (isStuck || State.Failures >= _context.Policy.FailuresToSafeMode))
        {
            string reason = isStuck ? "The candidate could not be taken back." : $"{State.Failures} decisions in a row failed; the last: {decision.Reason}";
            _context.Write(now, decision.Id, ChainKinds.SafeMode, new JsonObject { ["on"] = true, ["confirmed"] = false, ["reason"] = reason });
        }

        return now;
    }
}
