using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LlmTrader.Engine.Core;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Orders;

/// <summary>The name of an order at a venue: there and back, never twice the same, never too long, whatever the parts.</summary>
public sealed partial class ClientOrderIdTests
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly Gen<ClientOrderId> Ids =
        from length in Gen.Choose(1, 12)
        from letters in Gen.Elements(Letters.ToCharArray()).ArrayOf(length)
        from epoch in Gen.OneOf(Gen.Choose(1, 50), Gen.Choose(1, int.MaxValue), Gen.Constant(int.MaxValue))
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from order in Gen.Elements(0L, 1L, low, ((long)high << 32) | (uint)low, long.MaxValue)
        select new ClientOrderId(new string(letters), epoch, new OrderId(order));

    [Fact]
    public void It_comes_back_from_its_text() => Prop.ForAll(Ids.ToArbitrary(), id =>
        ClientOrderId.TryParse(id.ToString(), out ClientOrderId back) && back == id).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void It_is_at_most_32_letters_and_digits() => Prop.ForAll(Ids.ToArbitrary(), id =>
        id.ToString() is { Length: <= 32 } text && LettersAndDigits().IsMatch(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Two_orders_never_share_one() => Prop.ForAll(Ids.Two().ToArbitrary(), pair =>
        (pair.Item1 == pair.Item2) == (pair.Item1.ToString() == pair.Item2.ToString())).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    // Where the parts meet is where two ids could run into one: short journal ids that continue as epochs, and the like.
    [Fact]
    public void Neighbours_are_all_different()
    {
        HashSet<string> seen = [];
        string[] journals = ["a", "a1", "1", "11", "e", "ee", "e1"];
        int[] epochs = [1, 11, 35, 36, 37, 36 * 36, int.MaxValue];
        long[] orders = [0, 1, 35, 36, 1L << 40, long.MaxValue];
        foreach (string journal in journals)
        {
            foreach (int epoch in epochs)
            {
                foreach (long order in orders) { Assert.True(seen.Add(new ClientOrderId(journal, epoch, new OrderId(order)).ToString())); }
            }
        }
    }

    [Fact]
    public void The_longest_has_32_characters()
    {
        ClientOrderId longest = new(new string('z', 12), int.MaxValue, new OrderId(long.MaxValue));
        Assert.Equal("zzzzzzzzzzzzEzik0zj1y2p0ij32e8e7", longest.ToString());
        Assert.True(ClientOrderId.TryParse(longest.ToString(), out ClientOrderId back));
        Assert.Equal(longest, back);
    }

    // Any single changed, added or missing character gives another id or none, never the same.
    [Fact]
    public void Only_its_own_text_reads_as_it() => Prop.ForAll(Ids.ToArbitrary(), Gen.Choose(0, 31).ToArbitrary(), (id, at) =>
    {
        string text = id.ToString();
        at %= text.Length;
        string[] variants = [text.Remove(at, 1), text.Insert(at, "0"), text.Insert(at, "E"), text[..at] + char.ToUpperInvariant(text[at]) + text[(at + 1)..], text + " "];
        return variants.All(variant => variant == text || !ClientOrderId.TryParse(variant, out ClientOrderId other) || other != id);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("web_order-17")]
    [InlineData("E10000000000000")]              // No journal id.
    [InlineData("aE0000000000000")]              // No epoch.
    [InlineData("aE00000000000000")]             // Epoch 0.
    [InlineData("aE010000000000000")]            // A leading zero.
    [InlineData("aEzik0zk0000000000000")]        // An epoch above the largest.
    [InlineData("aE1zzzzzzzzzzzzz")]             // An order above the largest.
    [InlineData("abcdefghijklmE10000000000000")] // A journal id too long.
    public void Other_texts_are_refused(string? text) => Assert.False(ClientOrderId.TryParse(text, out _));

    [Fact]
    public void Parts_out_of_range_are_refused()
    {
        foreach (ClientOrderId id in new[] { new ClientOrderId("", 1, default), new("A", 1, default), new("a", 0, default), new("a", 1, new OrderId(-1)), new("abcdefghijklm", 1, default) })
        {
            Assert.Throws<InvariantViolationException>(id.ToString);
        }
    }

    [Fact]
    public void Naming_an_order_allocates_nothing()
    {
        char[] text = new char[ClientOrderId.MaxLength];
        ClientOrderId id = new("live1", 7, OrderId.From(123_456_789, 3));
        id.Format(text);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 1000; i++) { id.Format(text); }
        }));
    }

    [GeneratedRegex("^[A-Za-z0-9]+$")]
    private static partial Regex LettersAndDigits();
}
