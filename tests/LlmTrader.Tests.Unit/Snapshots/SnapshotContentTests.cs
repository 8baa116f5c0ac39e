using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Snapshots;

public sealed class SnapshotContentTests
{
    [Fact]
    public void What_is_loaded_is_what_was_saved()
    {
        Everything from = new() { Flag = true, Number = -5, Price = new Price(123), Side = Side.Sell, Ratio = double.NaN, Name = "naïve", Used = 2, Grown = [1, 2, 3, 4, 5], GrownCount = 5 };
        from.Fixed[7] = 42;
        from.Slots[1] = new Padded { Small = 3, Large = long.MinValue };
        Everything to = new();
        SnapshotCopy.Copy(from, to);
        Assert.Empty(StateComparer.Differences(from, to));
    }

    [Fact]
    public void Null_text_stays_null()
    {
        Everything to = new() { Name = "before" };
        SnapshotCopy.Copy(new Everything(), to);
        Assert.Null(to.Name);
    }

    // Arrays beyond the longest binary are cut, and elements are never cut in two.
    [Fact]
    public void Long_arrays_are_cut_between_elements()
    {
        Padded[] values = new Padded[200_000];
        for (int i = 0; i < values.Length; i++) { values[i] = new Padded { Small = (byte)i, Large = i }; }
        SnapshotSaver saver = new();
        saver.Values(values.AsSpan());
        Padded[] loaded = new Padded[values.Length];
        new SnapshotLoader(saver.Content.ToArray()).Values(loaded.AsSpan());
        Assert.Equal(values, loaded);
    }

    [Fact]
    public void Padding_is_saved_as_zeros()
    {
        Span<Padded> values = stackalloc Padded[1];
        MemoryMarshal.AsBytes(values).Fill(0xAA);
        values[0].Small = 1;
        values[0].Large = 2;
        SnapshotSaver saver = new();
        saver.Value(ref values[0]);
        Assert.Equal("C4-10-01-00-00-00-00-00-00-00-02-00-00-00-00-00-00-00", BitConverter.ToString(saver.Content.ToArray()));
    }

    [Fact]
    public void A_union_keeps_every_byte_that_any_field_has()
    {
        EngineEvent from = new() { Kind = EventKind.Trade, Trade = new TradeTick { Price = new Price(7), Quantity = new Quantity(9), TradeId = 11 } };
        SnapshotSaver saver = new();
        saver.Value(ref from);
        EngineEvent to = default;
        new SnapshotLoader(saver.Content.ToArray()).Value(ref to);
        Assert.Equal(new Price(7), to.Trade.Price);
        Assert.Equal(11, to.Trade.TradeId);
    }

    [Fact]
    public void Another_section_is_named()
    {
        SnapshotSaver saver = new();
        saver.Section("orders");
        SnapshotFormatException error = Assert.Throws<SnapshotFormatException>(() => new SnapshotLoader(saver.Content.ToArray()).Section("positions"));
        Assert.Contains("'positions' ought to come, 'orders' comes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_size_and_a_count_beyond_the_limit_are_refused()
    {
        SnapshotSaver saver = new();
        int four = 4;
        saver.Value(ref four);
        Assert.Throws<SnapshotFormatException>(() => { long eight = 0; new SnapshotLoader(saver.Content.ToArray()).Value(ref eight); });
        saver = new SnapshotSaver();
        saver.Count(10, 10);
        Assert.Throws<SnapshotFormatException>(() => new SnapshotLoader(saver.Content.ToArray()).Count(0, 9));
        Assert.Throws<SnapshotFormatException>(() => new SnapshotLoader(ReadOnlyMemory<byte>.Empty).Count(0, 9));
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Padded
    {
        public byte Small;
        public long Large;
    }

    private sealed class Everything : ISnapshotState
    {
        public bool Flag;
        public int Number;
        public Price Price;
        public Side Side;
        public double Ratio;
        public string? Name;
        public long[] Fixed { get; } = new long[8];
        public Padded[] Slots { get; } = new Padded[4];
        public int Used;
        public int[] Grown = new int[2];
        public int GrownCount;

        public void Transfer(ISnapshotTransfer transfer)
        {
            transfer.Section("everything");
            transfer.Value(ref Flag);
            transfer.Value(ref Number);
            transfer.Value(ref Price);
            transfer.Value(ref Side);
            transfer.Value(ref Ratio);
            transfer.Text(ref Name);
            transfer.Values(Fixed.AsSpan());
            transfer.Used(Slots, ref Used);
            transfer.Grown(ref Grown, ref GrownCount, most: 100);
        }
    }
}
