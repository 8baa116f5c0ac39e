using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Actor;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Checker;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Property.Actor;

namespace LlmTrader.Tests.Simulation.Strategist.Models;

/// <summary>The world of a chain, with models in it: the true actor, checker and compiler on a gateway that gives every odd reply.</summary>
internal sealed class ModelWorld : IProposals, ICandidateCompiler, IModelCallLedger, ITrialLedger, IProposer
{
    private readonly FlatHistory _history = new(AnswerMaker.Vocabulary.Symbols);
    private readonly StaticLimits _limits = new() { Universe = AnswerMaker.Vocabulary.Symbols.ToHashSet(StringComparer.Ordinal) };
    private readonly TrialBook _trials = new();
    private readonly ModelProposer _actor;
    private readonly ModelChecker _checker;

    public ModelWorld(int seed)
    {
        Random random = new(seed);
        Around = new ChainWorld(seed) { AlsoJudge = JudgeStaging };
        Gateway = new ScriptedGateway(random);
        StructuredModel model = new(Gateway, this, PromptLibrary.Shipped, new StructuredOptions { Group = "models", Secret = new byte[32] }, IdOf);
        _actor = new ModelProposer(model.AskAsync, seed % 5 == 0 ? null : this, _limits, new ActorOptions { LastAsked = LastAsked });
        _checker = new ModelChecker(model.AskAsync, _ => Observe());
    }

    public ChainWorld Around { get; }

    public ScriptedGateway Gateway { get; }

    /// <summary>Calls that came back, and whose process was gone before they were written.</summary>
    public int Lost { get; private set; }

    /// <summary>Calls that were made though the market was closed.</summary>
    public int AskedWhileClosed { get; private set; }

    public ChainPorts Ports => Around.Ports with { Proposals = this, Compiler = this, Checker = _checker };

    public IEnumerable<ChainRecord> Calls => Around.Journal.Where(record => record.Kind == ChainKinds.ModelCall);

    // Closed for six hours of each day, and with new bars every hour alone.
    public Observation Observe()
    {
        long hour = Around.Now.Nanoseconds / Duration.FromMinutes(60).Nanoseconds;
        ObservedBar[] bars = [.. Enumerable.Range(0, 30).Select(i => new ObservedBar(Timestamp.FromUnixSeconds((hour - i) * 3600), 100, 101, 99, 100 + ((hour - i) % 7), 5))];
        return ObservationBuilder.Build(new ObservationFacts
        {
            Instruments = [.. AnswerMaker.Vocabulary.Symbols.Select(name => new InstrumentFacts
            {
                Name = name, Kind = "spot", Quote = "USDT", Status = IsClosed ? "closed" : "continuous", TickSize = 0.01m, LotSize = 0.001m,
                Horizons = [.. AnswerMaker.Vocabulary.Bars.Select(bar => new BarSeries(bar, bars))],
            })],
        });
    }

    string IProposer.Name => "local/plain";

    string IProposer.Version => "1";

    public ProposalAnswer Propose(ProposalCall call, CancellationToken cancel)
    {
        int calls = Gateway.Returned.Count;
        ProposalRequest request = new()
        {
            Observation = Observe(),
            History = new CountedHistory(_history, this),
            Seed = call.Seed,
            Decision = call.Decision,
            Revision = call.Revision,
            Spent = ChainState.Of(Around.Journal).Staged.Keys.ToHashSet(StringComparer.Ordinal),
            Earlier = [.. Around.Journal.Where(record => record.Kind == ChainKinds.Proposal).Reverse().Select(record => record.Body.GetProperty("source").GetString()!)],
        };
        Proposal proposal = _actor.ProposeAsync(request, cancel).GetAwaiter().GetResult();
        if (IsClosed && call.Revision is null) { AskedWhileClosed += Gateway.Returned.Count - calls; }
        if (proposal.Candidate is not { } candidate) { return new ProposalAnswer(proposal.Reason, null); }
        ViolationException.Unless(proposal.Trials.Count(trial => trial.CandidateHash == candidate.Hash) == 1, "A candidate whose own returns do not come with it.");
        return new ProposalAnswer(proposal.Reason, new ProposedRules { Source = candidate.Source, Proposer = candidate.Proposer, ProposerVersion = candidate.ProposerVersion, IsRevisable = proposal.IsRevisable });
    }

    /// <summary>The local generator: some template over all instruments.</summary>
    public Task<Proposal> ProposeAsync(ProposalRequest request, CancellationToken cancel)
    {
        RuleDocument document = RuleTemplate.Shipped[(int)(request.Seed % (ulong)RuleTemplate.Shipped.Count)].Fix(new Dictionary<string, double>(), AnswerMaker.Vocabulary.Symbols)!;
        Candidate candidate = new() { Source = RuleText.Format(document), Hash = RuleText.Id(document), Document = document, Proposer = "local/plain", ProposerVersion = "1", ObservationHash = "" };
        return Task.FromResult(new Proposal { Candidate = candidate, Trials = [new TrialReturns(candidate.Hash, [])], Reason = "It is a template." });
    }

    public (Verdict Verdict, Candidate? Candidate) Compile(ProposedRules proposal, string observationHash)
    {
        RuleReading reading = RuleText.Read(proposal.Source);
        if (reading is not { IsValid: true, Document: { } document, Program: { } program } || !_limits.Check(document, program).IsEmpty) { return (new Verdict(false, ["It can't be used."]), null); }
        return (new Verdict(true, []), new Candidate { Source = proposal.Source, Hash = RuleText.Id(document), Document = document, Proposer = proposal.Proposer, ProposerVersion = "1", ObservationHash = observationHash });
    }

    public void Write(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem)
    {
        int before = Around.Journal.Count;
        try
        {
            Around.Append(Around.Now, call.Decision!, ChainKinds.ModelCall, new JsonObject
            {
                ["call"] = call.Id,
                ["role"] = call.Role.ToString(),
                ["market"] = MarketFingerprint.Of(Observe()),
                ["asked"] = string.Join('\n', call.Messages.Select(message => message.Text)),
                ["text"] = answer.Text,
                ["valid"] = schemaValid,
            });
        }
        catch (KilledException)
        {
            if (Around.Journal.Count == before) { Lost++; }
            throw;
        }
    }

    public void Begin(DataWindow window, string candidateHash) => _trials.Begin(window, candidateHash);

    public long Count(DataWindow window) => _trials.Count(window);

    private bool IsClosed => Around.Now.Nanoseconds / Duration.FromMinutes(60).Nanoseconds % 24 < 6;

    private string IdOf(string? decision, ModelRole role) => $"{decision}/{role}/{Calls.Count(record => record.Decision == decision && record.Body.GetProperty("role").GetString() == role.ToString()) + 1}";

    private string? LastAsked(string? decision) => Calls.LastOrDefault(record => record.Decision != decision && record.Body.GetProperty("role").GetString() == nameof(ModelRole.Actor))?.Body.GetProperty("market").GetString();

    // What is staged was approved: in the ledger stands a question with these very rules, and a plain yes to it.
    private void JudgeStaging(string request, string? hash)
    {
        if (request != "stage") { return; }
        ChainRecord proposal = Around.Journal.Last(record => record.Kind == ChainKinds.Proposal);
        RuleDocument document = RuleText.Read(proposal.Body.GetProperty("source").GetString()!).Document!;
        ViolationException.Unless(RuleText.Id(document) == hash, "What is staged is not what was proposed.");
        ViolationException.Unless(document.Universe.Length > 0 && document.Universe.All(AnswerMaker.Vocabulary.Symbols.Contains), "What is staged trades what is no candidate.");
        string rules = RuleText.Format(document with { Name = "candidate", Description = "" });
        ChainRecord? check = Calls.LastOrDefault(record => record.Decision == proposal.Decision && record.Body.GetProperty("role").GetString() == nameof(ModelRole.Checker));
        ViolationException.Unless(
            check is not null && check.Body.GetProperty("asked").GetString()!.Contains(rules.TrimEnd(), StringComparison.Ordinal) && check.Body.GetProperty("valid").ValueKind == System.Text.Json.JsonValueKind.True
            && check.Body.GetProperty("text").GetString()!.Replace('：', ':').Replace('，', ',').Contains("""{"verdict":"approve","reasons":[]}""", StringComparison.Ordinal),
            "Staged without a yes of the checker to these rules.");
    }
}
