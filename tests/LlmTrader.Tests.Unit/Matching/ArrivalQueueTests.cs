using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>The heap of arrivals against a sorted list.</summary>
public class ArrivalQueueTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, null)]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(3, 64)]
    public void By_due_time_then_by_order_of_sending(int seed, int? first)
    {
        Random random = new(seed);
        ArrivalQueue queue = new(40, first);
        List<(long Due, long Sent)> plain = [];
        for (long sent = 0; sent < 20_000; sent++)
        {
            if (random.Next(5) < 3)
            {
                long due = sent + random.Next(30);
                bool isTaken = queue.TryEnqueue(new OrderCommand { OrderId = new OrderId(sent) }, new Timestamp(due));
                Assert.Equal(plain.Count < 40, isTaken);
                if (isTaken) { plain.Add((due, sent)); }
            }
            else if (plain.Count > 0)
            {
                queue.Dequeue(out OrderCommand command, out Timestamp due);
                Assert.Equal(plain.Min(), (due.Nanoseconds, command.OrderId.Raw));
                plain.Remove(plain.Min());
            }

            Assert.Equal(plain.Count, queue.Count);
            Assert.Equal(plain.Count == 0 ? Timestamp.MaxValue.Nanoseconds : plain.Min().Due, queue.NextDue.Nanoseconds);
        }
    }
}
