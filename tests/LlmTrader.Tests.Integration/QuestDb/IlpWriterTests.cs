using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tests.Integration.QuestDb;

public sealed class IlpWriterTests
{
    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    public void What_is_taken_out_is_gone_and_the_rest_stays_in_its_order(int seed)
    {
        Random random = new(seed);
        IlpWriter writer = new(capacity: 8);
        for (int round = 0; round < 200; round++)
        {
            writer.Clear();
            List<string> rows = [];
            for (int i = random.Next(40); i > 0; i--)
            {
                string text = new('x', random.Next(30));
                writer.Table("t").Text("text", text).Whole("i", i).At(new Timestamp(i));
                rows.Add($"t text=\"{text}\",i={i}i {i}\n");
            }

            while (rows.Count > 0)    // Again and again, as a server that names three bad lines at a time makes it.
            {
                int[] bad = [.. Enumerable.Range(0, rows.Count).Where(_ => random.Next(4) == 0)];
                writer.Remove(bad);
                foreach (int i in bad.Reverse()) { rows.RemoveAt(i); }
                Assert.Equal(rows, Enumerable.Range(0, writer.Rows).Select(i => Encoding.UTF8.GetString(writer.Row(i))));
                Assert.Equal(string.Concat(rows), Encoding.UTF8.GetString(writer.Span));
            }
        }
    }

    [Fact]
    public void A_row_that_is_not_complete_is_not_there_yet()
    {
        IlpWriter writer = new();
        writer.Table("t").Whole("i", 1).At(new Timestamp(2));
        writer.Table("t").Symbol("s", "v");
        Assert.Equal("t i=1i 2\n", Encoding.UTF8.GetString(writer.Span));
        writer.At(new Timestamp(3));
        Assert.Equal("t i=1i 2\nt,s=v 3\n", Encoding.UTF8.GetString(writer.Span));
    }

    [Fact]
    public void Calls_out_of_order_break()
    {
        Assert.Throws<InvariantViolationException>(() => new IlpWriter().Symbol("s", "v"));
        Assert.Throws<InvariantViolationException>(() => new IlpWriter().Table("t").Whole("i", 1).Symbol("s", "v"));
        Assert.Throws<InvariantViolationException>(() => new IlpWriter().Table("t").Table("t"));
        Assert.Throws<InvariantViolationException>(() => new IlpWriter().Table("t").At(default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("a\nb")]
    [InlineData("a/b")]
    [InlineData(".a")]
    [InlineData("a..b")]
    public void Names_that_QuestDB_does_not_take_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new IlpWriter().Table(name));
        Assert.Throws<ArgumentException>(() => new IlpWriter().Table("t").Whole(name, 1));
        Assert.Throws<ArgumentException>(() => new IlpWriter().Table("t").Symbol(name, null));
    }
}
