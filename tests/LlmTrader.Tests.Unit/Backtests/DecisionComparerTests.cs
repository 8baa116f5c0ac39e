using System.Globalization;
using System.Reflection;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class DecisionComparerTests
{
    // A field that a command gets one day is here by itself: the comparison must learn it.
    public static TheoryData<string> Fields() =>
    [
        nameof(OutRecord.Time),
        .. typeof(OrderCommand).GetFields().Select(field => field.Name).Except([nameof(OrderCommand.OrderId), nameof(OrderCommand.Strategy)]),
    ];

    [Fact]
    public void Equal_decisions_differ_nowhere_whatever_their_events_are_called()
    {
        OutRecord[] b = Decisions(5000);
        for (int i = 0; i < b.Length; i++)
        {
            b[i].Sequence += 7;
            b[i].Decision.OrderId = OrderId.From(b[i].Sequence, 0);
        }

        (DecisionTape tape, DecisionComparer comparer) = Compare(Decisions(5000), b);
        Assert.Null(comparer.Difference);
        Assert.Equal((5000, 5000), (tape.Count, comparer.Count));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Any_other_field_is_a_difference_and_only_the_first_counts(string field)
    {
        OutRecord[] b = Decisions(300);
        Change(ref b[123], field);
        Change(ref b[200], nameof(OrderCommand.Quantity));
        DecisionComparer comparer = Compare(Decisions(300), b).Comparer;
        Assert.Equal(124, comparer.Difference!.Value.Number);
        Assert.Equal(Decisions(300)[123].Sequence, comparer.Difference.Value.A!.Value.Sequence);
        Assert.Equal(300, comparer.Count);
    }

    [Theory]
    [InlineData(10, 7, 8)]
    [InlineData(7, 10, 8)]
    [InlineData(0, 3, 1)]
    [InlineData(3, 0, 1)]
    public void One_that_decides_nothing_more_differs_there(int countOfA, int countOfB, long expected)
    {
        (DecisionTape tape, DecisionComparer comparer) = Compare(Decisions(countOfA), Decisions(countOfB));
        Assert.Equal((expected, countOfA > countOfB, countOfB > countOfA), (comparer.Difference!.Value.Number, comparer.Difference.Value.A is not null, comparer.Difference.Value.B is not null));
        Assert.Equal((countOfA, countOfB), (tape.Count, comparer.Count));
    }

    [Fact]
    public void Records_of_other_kinds_are_passed_over()
    {
        OutRecord[] mixed = [.. Decisions(20).SelectMany(decision => new[] { decision, decision with { Kind = OutKind.ShadowDecision }, decision with { Kind = OutKind.Equity } })];
        DecisionComparer comparer = Compare(Decisions(20), mixed).Comparer;
        Assert.Equal((20, null), (comparer.Count, comparer.Difference));
    }

    private static (DecisionTape Tape, DecisionComparer Comparer) Compare(OutRecord[] a, OutRecord[] b)
    {
        using DecisionTape tape = new();
        foreach (OutRecord record in a) { tape.Append(in record); }
        tape.Complete();
        DecisionComparer comparer = new(tape);
        foreach (OutRecord record in b) { comparer.Append(in record); }
        comparer.Complete();
        return (tape, comparer);
    }

    private static OutRecord[] Decisions(int count) => [.. Enumerable.Range(1, count).Select(i => new OutRecord
    {
        Sequence = i * 3,
        Time = Timestamp.FromUnixSeconds(60 * i),
        Kind = OutKind.Decision,
        Instrument = new InstrumentId(i % 2),
        Decision = new OrderCommand
        {
            OrderId = OrderId.From(i * 3, 0),
            Instrument = new InstrumentId(i % 2),
            Action = CommandAction.New,
            Side = i % 3 == 0 ? Side.Sell : Side.Buy,
            Type = OrderType.Limit,
            TimeInForce = TimeInForce.GoodTillCancel,
            Quantity = new Quantity(10 + i),
            Price = new Price(1000 - i),
        },
    })];

    private static void Change(ref OutRecord record, string field)
    {
        if (field == nameof(OutRecord.Time)) { record.Time = new Timestamp(record.Time.Nanoseconds + 1); return; }
        object command = record.Decision;
        FieldInfo info = typeof(OrderCommand).GetField(field)!;
        info.SetValue(command, Next(info.GetValue(command)!));
        record.Decision = (OrderCommand)command;
    }

    // Another value of the same type: a number, an enum, or one of them wrapped in a type of its own.
    private static object Next(object value)
    {
        Type type = value.GetType();
        if (type.IsEnum) { return Enum.ToObject(type, Convert.ToInt64(value, CultureInfo.InvariantCulture) + 1); }
        if (type.IsPrimitive) { return Convert.ChangeType(Convert.ToInt64(value, CultureInfo.InvariantCulture) + 1, type, CultureInfo.InvariantCulture); }
        ConstructorInfo constructor = type.GetConstructors().Single(one => one.GetParameters().Length == 1);
        return constructor.Invoke([Next(type.GetProperty(constructor.GetParameters()[0].Name!)!.GetValue(value)!)]);
    }
}
