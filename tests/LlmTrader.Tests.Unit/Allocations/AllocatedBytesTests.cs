using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Allocations;

/// <summary>The measure that the tests without garbage trust: it sees what comes again and again, and nothing that comes once.</summary>
public sealed class AllocatedBytesTests
{
    private object? _kept;   // What is kept can't end up on the stack.

    [Fact]
    public void What_allocates_each_time_is_seen()
    {
        Assert.True(AllocatedBytes.Least(Allocate) > 0);
        Assert.True(AllocatedBytes.LeastOf(() => AllocatedBytes.By(Allocate)) > 0);
    }

    [Fact]
    public void What_allocates_once_is_not()
    {
        int calls = 0;
        void Once()
        {
            if (calls++ == 0) { Allocate(); }
        }

        Assert.Equal(0, AllocatedBytes.Least(Once));
        Assert.True(calls > 1);
        calls = 0;
        Assert.Equal(0, AllocatedBytes.LeastOf(() => AllocatedBytes.By(Once)));
        Assert.True(calls > 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(900)]   // Before it is measured.
    public void A_list_that_doubles_now_and_then_is_seen(int before)
    {
        List<int> list = [];
        Add(before);
        Assert.True(AllocatedBytes.Least(() => Add(1_000)) > 0);

        void Add(int count)
        {
            for (int i = 0; i < count; i++) { list.Add(i); }
        }
    }

    [Fact]
    public void The_bytes_are_those_of_one_run()
    {
        AllocatedBytes.By(Allocate);
        Assert.Equal(1_024, AllocatedBytes.LeastOf(() => AllocatedBytes.By(Allocate)));
    }

    [Fact]
    public void Nothing_is_nothing_at_once()
    {
        int calls = 0;
        Assert.Equal(0, AllocatedBytes.LeastOf(() => calls++ == 0 ? 0 : 1));
        Assert.Equal(1, calls);
    }

    private void Allocate() => _kept = new byte[1_000];
}
