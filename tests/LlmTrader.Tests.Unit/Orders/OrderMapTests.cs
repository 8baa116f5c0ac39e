using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Orders;

/// <summary>The order map's edges; random use is compared with a dictionary in the property tests.</summary>
public class OrderMapTests
{
    [Fact]
    public void What_was_added_is_found_until_it_is_removed()
    {
        var map = new OrderMap<int>(2);
        map.Add(new OrderId(5)) = 50;
        map.Add(new OrderId(6)) = 60;
        Assert.True(map.IsFull);
        Assert.Equal(50, map.Find(new OrderId(5)));
        Assert.True(map.Remove(new OrderId(5)));
        Assert.False(map.Remove(new OrderId(5)));
        Assert.False(map.Contains(new OrderId(5)));
        Assert.True(Unsafe.IsNullRef(ref map.Find(new OrderId(5))));
        Assert.Equal(60, map.Find(new OrderId(6)));
    }

    [Fact]
    public void A_reused_place_comes_back_cleared()
    {
        var map = new OrderMap<int>(1);
        map.Add(new OrderId(5)) = 50;
        map.Remove(new OrderId(5));
        Assert.Equal(0, map.Add(new OrderId(6)));
    }

    [Fact]
    public void A_known_id_and_one_order_too_many_are_broken_invariants()
    {
        var map = new OrderMap<int>(2);
        map.Add(new OrderId(5));
        Assert.Throws<InvariantViolationException>(() => { map.Add(new OrderId(5)); });
        map.Add(new OrderId(6));
        Assert.Throws<InvariantViolationException>(() => { map.Add(new OrderId(7)); });
        Assert.Equal(2, map.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1 << 24) + 1)]
    public void A_capacity_out_of_range_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrderMap<int>(capacity));

    [Fact]
    public void No_bytes_are_allocated_by_use()
    {
        var map = new OrderMap<long>(64);
        Churn(map, 1);
        Assert.Equal(0, AllocatedBytes.Least(() => Churn(map, 10_000)));
    }

    private static void Churn(OrderMap<long> map, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            OrderId id = OrderId.From(round, round & 7);
            map.Add(id) = round;
            Assert.True(map.Find(id) == round);
            map.Remove(id);
        }
    }
}
