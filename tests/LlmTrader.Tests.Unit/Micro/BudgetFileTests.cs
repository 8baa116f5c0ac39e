using LlmTrader.Perf.Micro.Budgets;

namespace LlmTrader.Tests.Unit.Micro;

public sealed class BudgetFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_line_is_a_budget()
    {
        File.WriteAllText(_path, "name,bytes,ratio\nring.publish,0,2.9\n\nrules.compile,218192,5000000\n");
        Assert.Equal([new Budget("ring.publish", 0, 2.9), new Budget("rules.compile", 218_192, 5_000_000)], BudgetFile.Read(_path).Values);
    }

    [Theory]
    [InlineData("", "line 1: expected the header name,bytes,ratio.")]
    [InlineData("name,bytes\n", "line 1: expected the header name,bytes,ratio.")]
    [InlineData("name,bytes,ratio\na,0\n", "line 2: expected name,bytes,ratio, found 'a,0'.")]
    [InlineData("name,bytes,ratio\na,0,1\n,0,1\n", "line 3, name: empty.")]
    [InlineData("name,bytes,ratio\na,0,1\na,0,1\n", "line 3, name: a has a budget already.")]
    [InlineData("name,bytes,ratio\na,-1,1\n", "line 2, bytes: '-1' is not a whole number from 0.")]
    [InlineData("name,bytes,ratio\na,0.5,1\n", "line 2, bytes: '0.5' is not a whole number from 0.")]
    [InlineData("name,bytes,ratio\na,0,0\n", "line 2, ratio: '0' is not a number above 0.")]
    [InlineData("name,bytes,ratio\na,0,1e3\n", "line 2, ratio: '1e3' is not a number above 0.")]
    public void What_is_none_is_refused_by_line_and_field(string text, string reason)
    {
        File.WriteAllText(_path, text);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => BudgetFile.Read(_path));
        Assert.Equal($"{_path} {reason}", refused.Message);
    }
}
