using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>An operator's request goes into the journal in pieces and comes out of it whole, or not at all.</summary>
public sealed class AdminRequestTests
{
    private const string Letters = "ab \"\\\n{}:,é漢🎈\u0001";

    [Fact]
    public void What_was_asked_comes_back_whatever_characters_it_has()
    {
        AdminRequestAssembler assembler = new();
        for (int seed = 1; seed <= 500; seed++)
        {
            Random random = new(seed);
            AuditedRequest request = new(random.NextInt64(1, long.MaxValue), Text(random), Text(random), Text(random));
            EngineEvent[] events = AdminRequests.Events(request.Id, request.Who, request.What, request.Why);
            for (int i = 0; i < events.Length; i++)
            {
                AuditedRequest? read = assembler.Add(in events[i].AdminRequest);
                Assert.Equal(i == events.Length - 1 ? request : null, read);
            }
        }
    }

    [Fact]
    public void A_request_that_was_cut_off_is_dropped_and_the_next_one_read()
    {
        AdminRequestAssembler assembler = new();
        EngineEvent[] first = AdminRequests.Events(1, "ann", new string('x', 200), "");
        EngineEvent[] second = AdminRequests.Events(2, "bob", new string('y', 200), "because");
        Assert.Null(assembler.Add(in first[0].AdminRequest));
        Assert.Null(assembler.Add(in first[2].AdminRequest));                       // The second is missing,
        Assert.Null(assembler.Add(in first[3].AdminRequest));
        foreach (EngineEvent e in second.AsSpan(1)) { Assert.Null(assembler.Add(in e.AdminRequest)); }   // and here the first.
        AuditedRequest? read = null;
        foreach (EngineEvent e in second) { read = assembler.Add(in e.AdminRequest); }
        Assert.Equal("bob", read?.Who);
    }

    [Fact]
    public void Random_pieces_never_throw()
    {
        AdminRequestAssembler assembler = new();
        Random random = new(7);
        for (int i = 0; i < 100_000; i++)
        {
            AdminRequest piece = new()
            {
                RequestId = random.Next(3), Offset = (ushort)(random.Next(2) == 0 ? 0 : random.Next(ushort.MaxValue)),
                TotalLength = (ushort)(random.Next(2) == 0 ? random.Next(100) : random.Next(ushort.MaxValue)), Length = (byte)random.Next(256),
            };
            random.NextBytes(piece.Text);
            assembler.Add(in piece);
        }
    }

    [Fact]
    public void A_request_that_is_too_long_is_refused()
    {
        int frame = Encoding.UTF8.GetByteCount("""{"who":"","what":"","why":""}""");
        Assert.Equal(AdminRequest.MaxLength / SourceText.Capacity, AdminRequests.Events(1, "", new string('x', AdminRequest.MaxLength - frame), "").Length - 1);
        Assert.Throws<ArgumentException>(() => AdminRequests.Events(1, "", new string('x', AdminRequest.MaxLength - frame + 1), ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => AdminRequests.Events(0, "", "", ""));
    }

    [Fact]
    public void It_is_in_the_journal_and_changes_nothing()
    {
        Assert.Equal(HashWith(), HashWith(AdminRequests.Events(5, "ann", "GET /v1/status", "")));
    }

    [Fact]
    public void The_inbox_refuses_pieces_that_make_no_sense()
    {
        using TradingEngine engine = New(new FakeJournal());
        EngineEvent good = AdminRequests.Events(5, "ann", "kill", "test")[0];
        Assert.True(engine.Commands.TryWrite(in good));
        Refused(static (ref AdminRequest piece) => piece.RequestId = 0);
        Refused(static (ref AdminRequest piece) => piece.Length = 0);
        Refused(static (ref AdminRequest piece) => piece.Length = SourceText.Capacity + 1);
        Refused(static (ref AdminRequest piece) => piece.TotalLength = AdminRequest.MaxLength + 1);
        Refused(static (ref AdminRequest piece) => piece.Offset = piece.TotalLength);

        void Refused(Change change)
        {
            EngineEvent bad = good;
            change(ref bad.AdminRequest);
            Assert.Throws<ArgumentException>(() => engine.Commands.TryWrite(in bad));
        }
    }

    private delegate void Change(ref AdminRequest piece);

    // The state of the stages behind a request; its own sequences are the only trace.
    private static ulong HashWith(params EngineEvent[] request)
    {
        FakeJournal journal = new();
        using TradingEngine engine = New(journal);
        if (request.Length > 0) { Assert.True(engine.Commands.TryWriteAll(request, out _)); }
        Assert.True(engine.Commands.TryWrite(RuntimeWorld.Limit(0, RiskLimitKind.OrderQuantity, 7)));
        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(request.Length, journal.Events.Count(e => e.Kind == EventKind.AdminRequest));
        return engine.Stages.Hash.Combine();
    }

    private static TradingEngine New(FakeJournal journal) => new(
        RuntimeWorld.Options("1m"), RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal });

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => Letters.EnumerateRunes().ElementAt(random.Next(Letters.EnumerateRunes().Count())).ToString()));
}
