using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Queue places against values reckoned apart from the engine, by hftbacktest's formulas in floating point.</summary>
public class QueuePositionTests
{
    private const long Unit = 100;

    /// <summary>1,000 displayed, a front, some of it traded since, then another display; the front afterwards.</summary>
    [Theory]
    [InlineData("risk-averse", 600, 0, 800, 600)]
    [InlineData("risk-averse", 900, 0, 300, 300)]      // No more can be before us than there is.
    [InlineData("power:1", 600, 0, 800, 480)]          // Behind: 400 / 1000 of 200.
    [InlineData("power:1", 250, 50, 700, 188)]         // 187.5, to the even neighbour.
    [InlineData("power:1", 900, 0, 300, 270)]
    [InlineData("power:2", 600, 0, 800, 462)]          // 461.54
    [InlineData("power:2", 250, 50, 700, 225)]
    [InlineData("power:2", 900, 0, 300, 209)]          // 208.54
    [InlineData("power:3", 600, 0, 800, 446)]          // 445.71
    [InlineData("power:3", 250, 50, 700, 241)]         // 241.07
    [InlineData("power:3", 900, 0, 300, 201)]          // 200.96
    [InlineData("power2:2", 600, 0, 800, 432)]
    [InlineData("power2:2", 250, 50, 700, 141)]        // 140.625
    [InlineData("power2:2", 900, 0, 300, 207)]
    [InlineData("power3:3", 600, 0, 800, 557)]         // 556.8
    [InlineData("power3:3", 250, 50, 700, 246)]        // 246.09
    [InlineData("power3:3", 900, 0, 300, 300)]
    [InlineData("log", 600, 0, 800, 491)]              // 490.54
    [InlineData("log", 250, 50, 700, 158)]             // 157.69
    [InlineData("log", 900, 0, 300, 300)]
    [InlineData("log2", 600, 0, 800, 534)]             // 534.24
    [InlineData("log2", 250, 50, 700, 223)]            // 223.12
    public void A_decrease_of_the_book(string model, long front, long traded, long displayed, long expected)
    {
        QueuePosition position = new() { Front = front, Traded = traded, Displayed = 1000, IsKnown = true };
        position.OnDepth(ModelOf(model), displayed, Unit);
        Assert.Equal(expected, position.Front);
        Assert.Equal(displayed, position.Displayed);
        Assert.Equal(0, position.Traded);
    }

    [Theory]
    [InlineData("risk-averse")]
    [InlineData("power:2")]
    [InlineData("log2")]
    public void An_increase_stands_behind(string model)
    {
        QueuePosition position = default;
        position.Join(500);
        position.OnDepth(ModelOf(model), 900, Unit);
        Assert.Equal(500, position.Front);
    }

    [Fact]
    public void Trades_take_from_the_front_and_what_is_over_is_ours()
    {
        QueuePosition position = default;
        position.Join(100);
        Assert.Equal(0, position.OnTrade(60));
        Assert.Equal(40, position.Front);
        Assert.Equal(5, position.OnTrade(45));
        Assert.Equal(0, position.Front);
        Assert.Equal(7, position.OnTrade(7));
    }

    /// <summary>The book shows after the trade what the trade has taken: only the other 30 of the decrease of 90 are shared out.</summary>
    [Fact]
    public void What_traded_is_not_counted_twice()
    {
        QueuePosition position = default;
        position.Join(200);
        position.OnDepth(QueueModel.Power(1), 300, Unit);   // 100 more behind us.
        position.OnTrade(60);
        Assert.Equal(140, position.Front);
        position.OnDepth(QueueModel.Power(1), 210, Unit);
        Assert.Equal(140 - (30 - 16), position.Front);      // (300 - 140) / 300 of 30 stood behind us.
    }

    /// <summary>hftbacktest's front can fall below 0 here and fills at the next trade; ours stops at the front.</summary>
    [Fact]
    public void A_decrease_alone_brings_an_order_to_the_front_and_not_beyond()
    {
        QueuePosition position = new() { Front = 1, Displayed = 101, IsKnown = true };
        position.OnDepth(QueueModel.Power(1), 51, Unit);   // 1 - 0.0099 x 50 + 0: above 0.
        Assert.Equal(1, position.Front);
        position = new() { Front = 10, Displayed = 1000, IsKnown = true };
        position.OnDepth(QueueModel.Log, 100, Unit);
        Assert.Equal(0, position.Front);
        Assert.Equal(3, position.OnTrade(3));
    }

    [Fact]
    public void After_a_gap_only_what_is_displayed_counts()
    {
        QueuePosition position = default;
        position.Join(100);
        position.OnTrade(10);
        position.Forget(40);
        Assert.Equal((40L, 40L, 0L), (position.Front, position.Displayed, position.Traded));
        position.Forget(70);
        Assert.Equal(40, position.Front);
    }

    /// <summary>The integer arithmetic against the formulas in double precision, over queues from nothing to the largest there are.</summary>
    [Theory]
    [InlineData("power:1")]
    [InlineData("power:2")]
    [InlineData("power:7")]
    [InlineData("power2:3")]
    [InlineData("power3:2")]
    [InlineData("log")]
    [InlineData("log2")]
    public void Probabilities_equal_the_formulas(string text)
    {
        QueueModel model = ModelOf(text);
        Random random = new(20240808);
        for (int i = 0; i < 20_000; i++)
        {
            long front = random.NextInt64(1L << random.Next(1, 61));
            long back = random.NextInt64(1L << random.Next(1, 61));
            if (front + back == 0) { continue; }
            double unit = FixedPoint.Pow10(random.Next(0, 9));
            double expected = Formula(model, front, back, unit);
            double actual = QueueProbability.Behind(model, front, back, (long)unit) / (double)QueueProbability.One;
            Assert.True(Math.Abs(expected - actual) < 1e-7, $"{text}: front {front}, back {back}, unit {unit}: {actual} instead of {expected}");
        }
    }

    [Theory]
    [InlineData(0, 5, 1.0)]
    [InlineData(5, 0, 0.0)]
    [InlineData(0, 0, 1.0)]
    public void Empty_queues_have_a_probability(long front, long back, double expected)
    {
        foreach (string text in new[] { "power:2", "power2:2", "power3:2", "log", "log2" })
        {
            Assert.Equal(expected, QueueProbability.Behind(ModelOf(text), front, back, 1) / (double)QueueProbability.One);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("risk-averse")]
    [InlineData("power:1")]
    [InlineData("power2:16")]
    [InlineData("power3:3")]
    [InlineData("log")]
    [InlineData("log2")]
    public void Text_and_model_are_the_same(string text) => Assert.Equal(text, ModelOf(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("power")]
    [InlineData("power:0")]
    [InlineData("power:17")]
    [InlineData("power:1.5")]
    [InlineData("log:2")]
    [InlineData("power:2:2")]
    [InlineData("riskaverse")]
    public void Other_texts_are_no_model(string text) => Assert.False(QueueModel.TryParse(text, out _));

    private static QueueModel ModelOf(string text) => QueueModel.TryParse(text, out QueueModel model) ? model : throw new ArgumentException(text);

    private static double Formula(QueueModel model, double front, double back, double unit) => model.Kind switch
    {
        QueueModelKind.Power => 1 / (1 + Math.Pow(front / back, model.Exponent)),
        QueueModelKind.Power2 => Math.Pow(back / (back + front), model.Exponent),
        QueueModelKind.Power3 => 1 - Math.Pow(front / (front + back), model.Exponent),
        QueueModelKind.Log => Log1(back / unit) / (Log1(back / unit) + Log1(front / unit)),
        _ => Log1(back / unit) / Log1((back + front) / unit),
    };

    // ln(1 + x) without the loss of digits that 1 + x brings for small x.
    private static double Log1(double x) => x < 1e-4 ? x - (x * x / 2) + (x * x * x / 3) : Math.Log(1 + x);
}
