using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>Layouts from text and from headers.</summary>
public sealed class CsvLayoutTests
{
    [Fact]
    public void A_map_by_position_has_no_header_and_is_in_ms()
    {
        CsvLayout layout = CsvLayout.Parse("time=1,price=2,quantity=3");
        Assert.Equal((CsvKind.Trade, false, CsvTimeUnit.Milliseconds), (layout.Kind, layout.HasHeader, layout.TimeUnit));
        Assert.Equal((new CsvColumn(null, 1), new CsvColumn(null, 3)), (layout.Time, layout.Quantity));
    }

    [Fact]
    public void A_map_by_name_reads_every_setting()
    {
        CsvLayout layout = CsvLayout.Parse("time=when,open=o,high=h,low=l,close=c,volume=v,unit=text,zone=Asia/Shanghai,"
            + "period=15m,stamp=close,separator=semicolon,price_scale=4,skip=flag:bad");
        Assert.Equal((CsvKind.Bar, true, CsvTimeUnit.Text, "Asia/Shanghai"), (layout.Kind, layout.HasHeader, layout.TimeUnit, layout.Zone));
        Assert.Equal((BarSpec.Parse("15m"), true, ';', 4), (layout.Period!.Value, layout.TimeIsBarClose, layout.Separator, layout.PriceIntegerScale));
        Assert.Equal(new CsvFilter("flag", "bad"), layout.SkipWhere);
    }

    [Theory]
    [InlineData("", "time")]
    [InlineData("time=1,price=2", "quantity")]
    [InlineData("time=1,price=2,quantity=3,colour=4", "colour")]
    [InlineData("time=1,time=2,price=2,quantity=3", "twice")]
    [InlineData("time=1,price=2,quantity", "key=value")]
    [InlineData("time=1,price=2,quantity=3,unit=minutes", "unit=minutes")]
    [InlineData("time=t,price=2,quantity=3,header=no", "header=no")]
    [InlineData("time=1,open=2,high=3,low=4,close=5,volume=6,period=7m", "7m")]
    [InlineData("time=1,open=2,high=3,low=4,close=5,volume=6,period=500t", "period")]
    [InlineData("time=1,price=2,quantity=3,skip=x", "skip")]
    public void A_wrong_map_says_what_is_wrong(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => CsvLayout.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Ready_layouts_are_valid_and_told_apart()
    {
        Assert.All(CsvLayouts.All, layout => layout.Validated());
        Assert.Equal(CsvLayouts.All.Count, CsvLayouts.All.Select(layout => layout.Name).Distinct().Count());
        List<string> headers = [.. CsvLayouts.All.Where(layout => layout.Header is not null).Select(layout => layout.Header!)];
        Assert.Equal(headers.Count, headers.Distinct().Count());
        foreach (CsvLayout layout in CsvLayouts.All)
        {
            Assert.True(CsvLayouts.TryFind(layout.Name, out CsvLayout? found) && ReferenceEquals(found, layout));
            if (layout.Header is not null) { Assert.True(CsvLayouts.TryDetect("\uFEFF" + layout.Header + "\r\n", out found) && ReferenceEquals(found, layout)); }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("time,price,qty")]
    [InlineData("Recv_ms,exch_ms,trade_id,price,qty,taker_side")]
    [InlineData("recv_ms,exch_ms,trade_id,price,qty,taker_side,more")]
    public void A_header_that_only_looks_alike_is_not_taken(string header) => Assert.False(CsvLayouts.TryDetect(header, out _));
}
