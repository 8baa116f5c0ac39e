using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Tests.Unit.Acceptance;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Strategist.Evidence;
using LlmTrader.Tools.Hosting.Strategist.Inbox;

namespace LlmTrader.Tests.Unit.Strategist;

/// <summary>What waits in the inbox is a decision's proposal before any search, counted with all that was tried, and goes once it is on record.</summary>
public sealed class ProposalInboxTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly ProposalInbox _inbox;
    private readonly SeriesHistory _history = new(SeriesHistory.Changes(1, 0.3));
    private readonly TrialBook _trials = new();
    private readonly SearchMemory _memory;
    private readonly HashSet<string> _proposed = [];
    private readonly List<string> _decisions = [];
    private int _searches;

    public ProposalInboxTests()
    {
        _inbox = ProposalInbox.Beside(_directory.Path);
        _memory = new SearchMemory(Path.Combine(_directory.Path, "reports"));
    }

    private string Folder => Path.Combine(_directory.Path, "inbox");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_put_in_is_read_back_with_who_and_waits_once()
    {
        Candidate candidate = SeriesHistory.Candidate("follow");
        Assert.True(_inbox.Put(candidate.Document, "mcp/desk", Now));
        Assert.False(_inbox.Put(candidate.Document, "mcp/other", Now));
        InboxProposal found = Assert.Single(_inbox.Waiting());
        Assert.Equal((candidate.Hash, candidate.Source, "mcp/desk"), (found.Hash, found.Source, found.Proposer));
        Assert.Equal(Path.Combine(Folder, candidate.Hash + ".yaml"), Assert.Single(Directory.GetFiles(Folder)));
        _inbox.Remove(candidate.Hash);
        Assert.Empty(_inbox.Waiting());
    }

    [Fact]
    public void There_is_room_for_so_many()
    {
        for (int lag = 1; lag <= ProposalInbox.Most / 2; lag++)
        {
            _inbox.Put(SeriesHistory.Candidate("follow", lag).Document, "mcp/desk", Now);
            _inbox.Put(SeriesHistory.Candidate("hold", lag).Document, "mcp/desk", Now);
        }

        Assert.Contains("64 proposals wait", Assert.Throws<RunException>(() => _inbox.Put(SeriesHistory.Candidate("never").Document, "mcp/desk", Now)).Message, StringComparison.Ordinal);
        Assert.False(_inbox.Put(SeriesHistory.Candidate("follow").Document, "mcp/desk", Now));
    }

    [Fact]
    public void A_file_that_is_not_what_its_name_says_goes_unread()
    {
        Candidate candidate = SeriesHistory.Candidate("follow");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, new string('0', 64) + ".yaml"), candidate.Source);
        File.WriteAllText(Path.Combine(Folder, candidate.Hash + ".yaml"), "name: [");
        File.WriteAllText(Path.Combine(Folder, "large.yaml"), new string('#', 100_000));
        Assert.Empty(_inbox.Waiting());
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Nothing_that_waits_leaves_it_to_the_search_and_counts_what_was_tried()
    {
        Assert.Equal("searched", Propose("d000001").Reason);
        Assert.Equal(0, Counted);
        _inbox.Try(SeriesHistory.Candidate("hold").Document);
        _inbox.Try(SeriesHistory.Candidate("hold").Document);
        InboxProposals proposals = Proposals();
        Assert.Equal("searched", proposals.Propose(new ProposalCall("d000002", "0b", 1), default).Reason);
        proposals.Propose(new ProposalCall("d000003", "0b", 1), default);
        Assert.Equal((1, 3), (Counted, _searches));
        Assert.Single(_inbox.AllTried());
        Assert.Empty(_history.Windows);
    }

    [Fact]
    public void What_waits_is_proposed_with_all_that_was_tried_beside_it_and_taken_out_once_it_is_on_record()
    {
        Candidate first = SeriesHistory.Candidate("follow"), other = SeriesHistory.Candidate("follow", 2), earlier = SeriesHistory.Candidate("follow", 3), wrongLength = SeriesHistory.Candidate("follow", 4);
        int returns = Division.InSample.Length.Nanoseconds is var length ? (int)(length / 86_400_000_000_000) : 0;
        _memory.Keep("d000001", _history.Id, _history.Span, [new TrialReturns(earlier.Hash, Earned(earlier)), new TrialReturns(wrongLength.Hash, [0.1])]);
        _decisions.AddRange(["d000001", "d000002"]);
        _inbox.Try(first.Document);
        _inbox.Try(other.Document);
        _inbox.Put(first.Document, "mcp/desk", Now);

        ProposalAnswer answer = Propose("d000002");
        Assert.Equal((first.Source, "mcp/desk", 0), (answer.Rules!.Source, answer.Rules.Proposer, _searches));
        IReadOnlyList<TrialReturns> kept = _memory.Find("d000002")!.Value.Trials;
        Assert.Equal([first.Hash, other.Hash, earlier.Hash], kept.Select(trial => trial.CandidateHash));
        Assert.All(kept, trial => Assert.InRange(trial.Returns.Count, returns - 1, returns + 1));
        Assert.All(_history.Windows, window => Assert.Equal(Division.InSample, window));    // Neither what judges it nor the hold-out.
        Assert.Equal(2, Counted);
        Assert.Empty(_inbox.AllTried());

        Assert.Equal(first.Source, Propose("d000002").Rules!.Source);    // A crash before the record asks again.
        _proposed.Add(first.Hash);
        Assert.Equal("searched", Propose("d000003").Reason);
        Assert.Empty(_inbox.Waiting());
    }

    [Fact]
    public void A_round_of_revising_is_not_for_what_waits()
    {
        _inbox.Put(SeriesHistory.Candidate("follow").Document, "mcp/desk", Now);
        Revision revision = new(1, "name: x", []);
        Assert.Equal("searched", Proposals().Propose(new ProposalCall("d000001", "0b", 1) { Revision = revision }, default).Reason);
        Assert.Single(_inbox.Waiting());
    }

    [Fact]
    public void Acceptance_takes_it_like_any_other()
    {
        Candidate candidate = SeriesHistory.Candidate("follow");
        _inbox.Put(candidate.Document, "mcp/desk", Now);
        Propose("d000001");
        HoldOutBook holdOut = new();
        AcceptanceReport report = new AcceptanceRunner(_history, Thresholds, _trials, holdOut, 1).Judge(new AcceptanceRequest { Candidate = candidate, Trials = _memory.Find("d000001")!.Value.Trials, Seed = 1 });
        Assert.Equal(1, report.Trials);
        Assert.NotEmpty(report.Gates);
        Assert.Equal(report.Accepted, report.HoldOut is not null && report.Gates.All(gate => !gate.Failed));
    }

    [Fact]
    public void One_that_history_can_not_run_is_told_and_does_not_come_back()
    {
        SeriesHistory broken = new(SeriesHistory.Changes(1, 0.3)) { Running = _ => throw new ArgumentException("It has no such instrument.") };
        _inbox.Put(SeriesHistory.Candidate("follow").Document, "mcp/desk", Now);
        ProposalAnswer answer = Proposals(broken).Propose(new ProposalCall("d000001", "0b", 1), default);
        Assert.Null(answer.Rules);
        Assert.Contains("mcp/desk put into the inbox can't be run: It has no such instrument.", answer.Reason, StringComparison.Ordinal);
        Assert.Equal("searched", Propose("d000002").Reason);
    }

    private static AcceptanceThresholds Thresholds => new() { Permutations = 20 };

    private HistoryDivision Division => HistoryDivision.Of(_history.Span, Thresholds);

    private long Counted => _trials.Count(DataWindow.Of(_history, Division.InSample));

    private IReadOnlyList<double> Earned(Candidate candidate) => new SeriesHistory(SeriesHistory.Changes(1, 0.3)).Run(candidate.Document, Division.InSample, LlmTrader.Strategies.Generation.Backtesting.BacktestCosts.Configured).Returns;

    private ProposalAnswer Propose(string decision) => Proposals().Propose(new ProposalCall(decision, "0b", 1), default);

    private InboxProposals Proposals(SeriesHistory? history = null) => new(new Search(() => _searches++), _inbox, (_, _) => history ?? _history, Thresholds, _trials, _memory) { Proposed = () => _proposed, Decisions = () => _decisions };

    private sealed class Search(Action asked) : IProposals
    {
        public ProposalAnswer Propose(ProposalCall call, CancellationToken cancel)
        {
            asked();
            return new ProposalAnswer("searched", null);
        }
    }
}
