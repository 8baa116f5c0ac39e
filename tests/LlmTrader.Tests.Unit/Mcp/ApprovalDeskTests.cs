using System.Text.Json;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Mcp.Calls;

namespace LlmTrader.Tests.Unit.Mcp;

/// <summary>A yes is good for one call, with these arguments, within its time; all else is a no.</summary>
public sealed class ApprovalDeskTests
{
    private readonly SteppedClock _clock = new();
    private readonly People _people = new();
    private readonly McpSession _session = new("Test Desk");
    private readonly ApprovalDesk _desk;

    public ApprovalDeskTests() => _desk = Desk(_session);

    [Fact]
    public void A_yes_lets_the_same_call_through_once()
    {
        ToolCall call = Call(1);
        Assert.Equal("approval_required", Refusal(call).Code);
        Assert.Equal("approval_pending", Refusal(call).Code);
        ToolQuestion question = Assert.Single(_people.Questions);
        Assert.Equal((call.Hash, "test-desk", 3, false), (question.Call.Hash, question.Client, question.Slot, question.HasReadOutside));
        _people.Answer(question, ToolAnswerState.Approved);
        Assert.Equal(question.Id, _desk.Spend(call, 3, default));
        Assert.Equal("approval_required", Refusal(call).Code);    // The second time is another question.
        Assert.Equal(2, _people.Questions.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public void Other_arguments_need_a_yes_of_their_own()
    {
        ToolCall approved = Call(1), other = Call(2);
        Refusal(approved);
        _people.Answer(_people.Questions[0], ToolAnswerState.Approved);
        ToolException refused = Refusal(other);
        Assert.Equal("approval_required", refused.Code);
        Assert.Contains("other arguments", refused.Message, StringComparison.Ordinal);
        Assert.Equal(other.Hash, refused.Facts["hash"]);
        Assert.Equal(_people.Questions[0].Id, _desk.Spend(approved, 3, default));
        Assert.Equal("approval_pending", Refusal(other).Code);
    }

    [Fact]
    public void A_yes_that_is_about_another_call_is_none()
    {
        ToolCall call = Call(1);
        Refusal(call);
        _people.Answers[_people.Questions[0].Id] = new ToolAnswer(ToolAnswerState.Approved, Call(2).Hash, "mallory", "");
        Assert.Equal("approval_rejected", Refusal(call).Code);
    }

    [Theory]
    [InlineData(ToolAnswerState.Pending)]
    [InlineData(ToolAnswerState.Approved)]
    public void After_its_time_a_question_is_asked_anew_whatever_the_answer_was(ToolAnswerState state)
    {
        ToolCall call = Call(1);
        Refusal(call);
        _people.Answer(_people.Questions[0], state);
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("approval_expired", Refusal(call).Code);
        Assert.Equal("approval_required", Refusal(call).Code);
        Assert.Equal("approval_pending", Refusal(call).Code);
    }

    [Fact]
    public void A_no_holds_for_the_session_and_says_why()
    {
        ToolCall call = Call(1);
        Refusal(call);
        _people.Answer(_people.Questions[0], ToolAnswerState.Rejected);
        ToolException first = Refusal(call);
        Assert.Equal("approval_rejected", first.Code);
        Assert.Contains("uid 7 said no to this call: because", first.Message, StringComparison.Ordinal);
        Assert.Equal("approval_rejected", Refusal(call).Code);
        Assert.Single(_people.Questions);
    }

    [Fact]
    public void What_an_engine_has_forgotten_is_asked_once_more()
    {
        ToolCall call = Call(1);
        Refusal(call);
        _people.Answer(_people.Questions[0], ToolAnswerState.Unknown);
        Assert.Equal("approval_required", Refusal(call).Code);
        Assert.Equal(2, _people.Questions.Count);
    }

    [Fact]
    public void A_yes_of_another_session_is_worth_nothing()
    {
        ToolCall call = Call(1);
        Refusal(call);
        _people.Answer(_people.Questions[0], ToolAnswerState.Approved);
        Assert.Equal("approval_required", Assert.Throws<ToolException>(() => Desk(new McpSession("test-desk")).Spend(call, 3, default)).Code);
        Assert.Equal(2, _people.Questions.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public void Only_so_many_wait_at_a_time()
    {
        for (int i = 0; i < 4; i++) { Assert.Equal("approval_required", Refusal(Call(i)).Code); }
        Assert.Equal("too_many_approvals", Refusal(Call(4)).Code);
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("approval_required", Refusal(Call(4)).Code);
    }

    [Fact]
    public void People_are_told_when_the_session_has_read_what_somebody_outside_wrote()
    {
        _session.ReadOutside();
        Refusal(Call(1));
        Assert.True(_people.Questions[0].HasReadOutside);
    }

    [Fact]
    public void Of_many_threads_with_one_yes_one_goes_through()
    {
        ToolCall call = Call(1);
        Refusal(call);
        _people.Answer(_people.Questions[0], ToolAnswerState.Approved);
        int done = 0;
        Parallel.For(0, 100, _ =>
        {
            try { _desk.Spend(call, 3, default); Interlocked.Increment(ref done); }
            catch (ToolException) { }
        });
        Assert.Equal(1, done);
    }

    private ApprovalDesk Desk(McpSession session) => new(_people, session, new McpConfiguration(), _clock);

    private ToolException Refusal(ToolCall call) => Assert.Throws<ToolException>(() => _desk.Spend(call, 3, default));

    private static ToolCall Call(int slot) => ToolCall.Of("pause_strategy", [KeyValuePair.Create("slot", JsonSerializer.SerializeToElement(slot))], new HashSet<string> { "slot" }, 1000);

    private sealed class People : IToolApprovals
    {
        public List<ToolQuestion> Questions { get; } = [];

        public Dictionary<string, ToolAnswer> Answers { get; } = [];

        public void Ask(ToolQuestion question, CancellationToken cancel) => Questions.Add(question);

        public ToolAnswer Find(string id, CancellationToken cancel) => Answers.GetValueOrDefault(id) ?? new ToolAnswer(ToolAnswerState.Pending);

        public void Answer(ToolQuestion question, ToolAnswerState state) => Answers[question.Id] = new ToolAnswer(state, question.Call.Hash, "uid 7", "because");
    }
}
