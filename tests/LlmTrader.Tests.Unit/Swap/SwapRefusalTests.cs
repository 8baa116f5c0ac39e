using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>What can't be done is refused with a reason, changes nothing, and is told.</summary>
public sealed class SwapRefusalTests
{
    private static readonly StrategyId Slot = SwapWorld.Slot;

    private readonly TestRuleSet _first = new("first");
    private readonly SwapWorld _world;

    public SwapRefusalTests()
    {
        _world = new SwapWorld(first: _first);
        _world.Compiler.Add("good", new TestRuleSet("good") { WarmUpBars = 5 });
        _world.Compiler.Add("fails", new TestRuleSet("fails") { WarmingUp = () => throw new InvalidOperationException("not my bar") });
    }

    [Fact]
    public void A_set_that_is_not_staged_is_unknown()
    {
        _world.Send(RuleSetEvents.Activate(Slot, 3), RuleSetEvents.Shadow(Slot, 3, on: true), RuleSetEvents.Rollback(Slot));
        Refused((EventKind.RuleSetActivate, 3, RuleSetCode.UnknownSet), (EventKind.RuleSetShadow, 3, RuleSetCode.UnknownSet),
            (EventKind.RuleSetRollback, 0, RuleSetCode.NothingToRollBackTo));
    }

    [Fact]
    public void There_are_only_so_many_slots()
    {
        _world.Send(RuleSetEvents.Activate(new StrategyId(1), 3));
        _world.Send(RuleSetEvents.Stage(new StrategyId(1), 3, "good", 5));
        Refused((EventKind.RuleSetActivate, 3, RuleSetCode.UnknownSlot), (EventKind.RuleSetStage, 3, RuleSetCode.UnknownSlot));
    }

    [Theory]
    [InlineData("bad", RuleSetCode.DoesNotCompile)]
    [InlineData("good", RuleSetCode.WarmUpTooShort)]
    [InlineData("fails", RuleSetCode.Threw)]
    public void A_source_that_comes_to_nothing_is_never_ready(string source, RuleSetCode expected)
    {
        _world.Trade(100);
        _world.Stage(1, source, warmUp: 4);
        _world.Send(RuleSetEvents.Activate(Slot, 1));
        Refused((EventKind.RuleSetStage, 1, RuleSetCode.None), (EventKind.RuleSetReady, 1, expected), (EventKind.RuleSetActivate, 1, RuleSetCode.UnknownSet));
    }

    [Fact]
    public void The_source_must_be_all_there_and_be_the_one_that_was_named()
    {
        string text = new('x', 100);
        EngineEvent[] events = RuleSetEvents.Stage(Slot, 1, text, 0);   // Three pieces and the stage event.
        _world.Send(events[0], events[1], events[3]);
        _world.Send(events[2], events[2]);
        events[3].RuleSetStage.Hash = default;
        _world.Send(events);
        _world.Trade(100);
        Refused((EventKind.RuleSetStage, 1, RuleSetCode.SourceIncomplete), (EventKind.RuleSetSource, 1, RuleSetCode.SourceIncomplete),
            (EventKind.RuleSetStage, 1, RuleSetCode.None), (EventKind.RuleSetReady, 1, RuleSetCode.SourceHashMismatch));
    }

    [Fact]
    public void Pieces_of_another_source_begin_anew()
    {
        EngineEvent[] one = RuleSetEvents.Stage(Slot, 1, new string('a', 60), 0), two = RuleSetEvents.Stage(Slot, 2, new string('b', 60), 0);
        _world.Send(one[0], two[0], one[1], two[1], one[2]);
        Refused((EventKind.RuleSetSource, 1, RuleSetCode.SourceIncomplete), (EventKind.RuleSetStage, 1, RuleSetCode.SourceIncomplete));
    }

    [Fact]
    public void An_id_that_a_slot_holds_is_not_given_again()
    {
        _world.Stage(1, "good", warmUp: 5);
        _world.Stage(1, "good", warmUp: 5);
        Assert.Equal((EventKind.RuleSetStage, 1, RuleSetCode.SetIdInUse), _world.Notes.Last());
    }

    [Fact]
    public void Without_a_compiler_nothing_can_be_staged()
    {
        KeptRecords records = new();
        InlineEngine engine = new(SwapWorld.Options(), _first, outJournal: records);
        foreach (EngineEvent e in RuleSetEvents.Stage(Slot, 1, "good", 5))
        {
            EngineEvent next = e;
            engine.Process(ref next);
        }

        Assert.Equal([RuleSetCode.NoCompiler, RuleSetCode.NoCompiler], records.Records.Select(record => record.RuleSet.Code));
    }

    [Fact]
    public void A_source_has_limits()
    {
        Assert.Throws<ArgumentException>(() => RuleSetEvents.Stage(Slot, 1, "", 0));
        Assert.Throws<ArgumentException>(() => RuleSetEvents.Stage(Slot, 1, new string('x', RuleSetSource.MaxLength + 1), 0));
        Assert.Throws<ArgumentException>(() => RuleSetEvents.Stage(Slot, 1, new string('ä', (RuleSetSource.MaxLength / 2) + 1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RuleSetEvents.Stage(Slot, 0, "x", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RuleSetEvents.Stage(Slot, 1, "x", -1));
    }

    [Fact]
    public void The_longest_source_comes_through_whole_and_none_longer()
    {
        string text = string.Concat(Enumerable.Repeat("Größe € 10 ", 3000));   // 45,000 bytes; pieces end within characters.
        EngineEvent[] events = RuleSetEvents.Stage(Slot, 1, text, 0);
        SourceAssembler assembler = new();
        foreach (EngineEvent e in events[..^1]) { Assert.Equal(RuleSetCode.None, assembler.Add(in e.RuleSetSource)); }
        Assert.True(assembler.TryGet(1, events[^1].RuleSetStage.Length, out ReadOnlySpan<byte> source));
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(source));

        events = RuleSetEvents.Stage(Slot, 2, new string('x', RuleSetSource.MaxLength), 0);
        foreach (EngineEvent e in events[..^1]) { Assert.Equal(RuleSetCode.None, assembler.Add(in e.RuleSetSource)); }
        RuleSetSource more = new() { SetId = 2, Offset = RuleSetSource.MaxLength, Length = 1 };
        Assert.Equal(RuleSetCode.SourceTooLong, assembler.Add(in more));
    }

    private void Refused(params (EventKind, int, RuleSetCode)[] expected)
    {
        Assert.Equal(expected, _world.Notes);
        Assert.Equal(0, _world[0].ActiveSetId);
        int decided = _first.Decided.Count;
        _world.Trade(99);
        Assert.Equal(decided + 1, _first.Decided.Count);
    }
}
