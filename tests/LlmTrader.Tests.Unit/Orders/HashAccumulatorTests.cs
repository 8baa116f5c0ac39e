using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Orders;

/// <summary>Order matters, every value matters, and the numbers are the same on every machine.</summary>
public class HashAccumulatorTests
{
    [Fact]
    public void A_fold_is_the_documented_multiply_and_xor()
    {
        const ulong Odd = 0x9E37_79B9_7F4A_7C15;
        const ulong Secret = 0xA076_1D64_78BD_642F;
        UInt128 product = (UInt128)(4UL ^ Odd ^ 12345UL) * Secret;
        ulong expected = unchecked(((ulong)(product >> 64) ^ (ulong)product) + Odd + 12345UL);

        HashAccumulator hash = new(4);
        hash.Fold(12345UL);
        Assert.Equal(expected, hash.Value);
    }

    [Fact]
    public void Seed_order_and_number_of_values_matter()
    {
        ulong[] hashes = [Of(1, 1, 2), Of(1, 2, 1), Of(2, 1, 2), Of(1, 1), Of(1, 1, 2, 0), Of(1), Of(1, 0), Of(1, 0, 0)];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void A_value_that_zeroes_the_product_does_not_absorb_what_follows()
    {
        HashAccumulator hash = new(1);
        hash.Fold(hash.Value);   // State xor value is 0.
        ulong other = hash.Value;
        hash.Fold(1UL);
        HashAccumulator again = hash;
        again.Fold(2UL);
        Assert.NotEqual(other, hash.Value);
        Assert.NotEqual(hash.Value, again.Value);
    }

    [Fact]
    public void All_not_a_numbers_are_one_and_minus_zero_is_zero()
    {
        Assert.Equal(OfDouble(double.NaN), OfDouble(BitConverter.Int64BitsToDouble(-1)));
        Assert.Equal(OfDouble(0.0), OfDouble(-0.0));
        Assert.NotEqual(OfDouble(double.NaN), OfDouble(0.0));
        Assert.NotEqual(OfDouble(1.0), OfDouble(-1.0));
    }

    [Fact]
    public void Every_field_of_a_report_matters()
    {
        ExecutionReport report = new();
        Action<HashedReport>[] changes =
        [
            r => r.Report.OrderId = new OrderId(1), r => r.Report.LastPrice = new Price(1), r => r.Report.LastQuantity = new Quantity(1),
            r => r.Report.CumulativeQuantity = new Quantity(1), r => r.Report.LeavesQuantity = new Quantity(1), r => r.Report.FeeRaw = 1,
            r => r.Report.FeeCurrency = new Currency(1), r => r.Report.Account = new AccountId(1), r => r.Report.Strategy = new StrategyId(1),
            r => r.Report.Kind = ReportKind.Accepted, r => r.Report.Reason = RejectReason.UnknownInstrument, r => r.Report.Side = Side.Buy,
            r => r.Report.Liquidity = Liquidity.Maker, r => r.Instrument = new InstrumentId(1),
        ];
        int fields = typeof(ExecutionReport).GetFields().Length;
        Assert.Equal(fields + 1, changes.Length);   // A new field must be folded, and tested here.
        AllDiffer(changes, new HashedReport { Report = report });
    }

    [Fact]
    public void Every_field_of_a_command_matters()
    {
        Action<HashedCommand>[] changes =
        [
            c => c.Command.OrderId = new OrderId(1), c => c.Command.Price = new Price(1), c => c.Command.Quantity = new Quantity(1),
            c => c.Command.Instrument = new InstrumentId(1), c => c.Command.Account = new AccountId(1), c => c.Command.Strategy = new StrategyId(1),
            c => c.Command.Action = CommandAction.New, c => c.Command.Side = Side.Buy, c => c.Command.Type = OrderType.Market,
            c => c.Command.TimeInForce = TimeInForce.GoodTillCancel, c => c.Command.Verdict = RejectReason.UnknownInstrument,
            c => c.Command.Trigger = new Price(1), c => c.Command.DisplayQuantity = new Quantity(1), c => c.Command.ExpireSeconds = 1,
            c => c.Command.Flags = OrderFlags.PostOnly, c => c.Command.Contingency = Contingency.Parent, c => c.Command.Group = 1,
        ];
        Assert.Equal(typeof(OrderCommand).GetFields().Length, changes.Length);
        AllDiffer(changes, new HashedCommand());
    }

    [Fact]
    public void Every_field_of_a_closed_bar_matters()
    {
        Action<HashedBar>[] changes =
        [
            b => b.Closed.Bar.Open = new Price(1), b => b.Closed.Bar.High = new Price(1), b => b.Closed.Bar.Low = new Price(1),
            b => b.Closed.Bar.Close = new Price(1), b => b.Closed.Bar.Volume = new Quantity(1), b => b.Closed.Bar.Turnover = 1,
            b => b.Closed.Bar.OpenTime = new Timestamp(1), b => b.Closed.Bar.TradeCount = 1, b => b.Closed.Bar.Spec = new BarSpecId(1),
            b => b.Closed.CloseTime = new Timestamp(1), b => b.Closed.Instrument = new InstrumentId(1),
        ];
        Assert.Equal(typeof(Bar).GetFields().Length + typeof(ClosedBar).GetFields().Length - 1, changes.Length);
        AllDiffer(changes, new HashedBar());
    }

    [Fact]
    public void Fields_that_are_folded_together_are_those_that_the_format_names()
    {
        Random random = new(5);
        for (int i = 0; i < 1_000; i++)
        {
            ExecutionReport report = Any<ExecutionReport>(random);
            OrderCommand command = Any<OrderCommand>(random);
            if (i % 2 == 0) { (command.Trigger, command.DisplayQuantity, command.ExpireSeconds, command.Flags, command.Contingency, command.Group) = (default, default, default, default, default, default); }
            InstrumentId instrument = new(random.Next());
            var verdict = (RejectReason)random.Next(256);
            HashAccumulator hash = new(7);
            hash.Fold(in report, instrument);
            Assert.Equal(Of(7, FieldsOf(in report, instrument)), hash.Value);
            hash = new HashAccumulator(7);
            hash.Fold(in command, verdict);
            Assert.Equal(Of(7, FieldsOf(in command, verdict)), hash.Value);
        }
    }

    // Field by field, as the format was written down.
    private static ulong[] FieldsOf(in ExecutionReport report, InstrumentId instrument) =>
    [
        (ulong)report.OrderId.Raw, (ulong)report.LastPrice.Raw, (ulong)report.LastQuantity.Raw, (ulong)report.CumulativeQuantity.Raw, (ulong)report.LeavesQuantity.Raw,
        (ulong)report.FeeRaw, report.FeeCurrency.Packed,
        report.Account.Value | ((ulong)report.Strategy.Value << 16) | ((ulong)report.Kind << 32) | ((ulong)report.Reason << 40) | ((ulong)report.Side << 48)
            | ((ulong)report.Liquidity << 56),
        (ulong)instrument.Value,
    ];

    private static ulong[] FieldsOf(in OrderCommand command, RejectReason verdict)
    {
        ulong[] plain =
        [
            (ulong)command.OrderId.Raw, (ulong)command.Price.Raw, (ulong)command.Quantity.Raw,
            (uint)command.Instrument.Value | ((ulong)command.Account.Value << 32) | ((ulong)command.Strategy.Value << 48),
            (ulong)command.Action | ((ulong)command.Side << 8) | ((ulong)command.Type << 16) | ((ulong)command.TimeInForce << 24) | ((ulong)verdict << 32)
                | ((ulong)command.Flags << 40) | ((ulong)command.Contingency << 48) | ((ulong)command.Group << 56),
        ];
        return command.IsPlain ? plain : [.. plain, (ulong)command.Trigger.Raw, (ulong)command.DisplayQuantity.Raw, command.ExpireSeconds];
    }

    private static T Any<T>(Random random) where T : unmanaged
    {
        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        random.NextBytes(bytes);
        return MemoryMarshal.Read<T>(bytes);
    }

    private static void AllDiffer<T>(Action<T>[] changes, T unchanged) where T : IHashed, new()
    {
        var hashes = new HashSet<ulong> { unchanged.Hash() };
        for (int i = 0; i < changes.Length; i++)
        {
            T changed = new();
            changes[i](changed);
            Assert.True(hashes.Add(changed.Hash()), $"change {i} gives a hash that was there before");
        }
    }

    private static ulong Of(ulong seed, params ulong[] values)
    {
        HashAccumulator hash = new(seed);
        foreach (ulong value in values) { hash.Fold(value); }
        return hash.Value;
    }

    private static ulong OfDouble(double value)
    {
        HashAccumulator hash = new(1);
        hash.Fold(value);
        return hash.Value;
    }

    private interface IHashed
    {
        ulong Hash();
    }

    private sealed class HashedReport : IHashed
    {
        public ExecutionReport Report;
        public InstrumentId Instrument;

        public ulong Hash()
        {
            HashAccumulator hash = new(1);
            hash.Fold(Report, Instrument);
            return hash.Value;
        }
    }

    private sealed class HashedCommand : IHashed
    {
        public OrderCommand Command;

        public ulong Hash()
        {
            HashAccumulator hash = new(1);
            hash.Fold(Command);
            return hash.Value;
        }
    }

    private sealed class HashedBar : IHashed
    {
        public ClosedBar Closed;

        public ulong Hash()
        {
            HashAccumulator hash = new(1);
            hash.Fold(Closed);
            return hash.Value;
        }
    }
}
