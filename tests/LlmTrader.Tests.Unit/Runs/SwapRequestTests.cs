using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tests.Unit.Runs;

public sealed class SwapRequestTests
{
    [Theory]
    [InlineData("rules.yaml@250000", "rules.yaml", 250_000)]
    [InlineData("rules.yaml@0", "rules.yaml", 0)]
    [InlineData("rules.yaml@1_000,000", "rules.yaml", 1_000_000)]
    [InlineData("a@b/rules@2.yaml@7", "a@b/rules@2.yaml", 7)]   // A name may hold the sign too.
    public void A_sequence_stands_behind_the_last_at(string text, string file, long sequence)
    {
        Assert.True(SwapRequest.TryParse(text, out SwapRequest? request, out _));
        Assert.Equal((file, (long?)sequence, (Timestamp?)null), (request.File, request.Place.Sequence, request.Place.Time));
    }

    [Theory]
    [InlineData("2024-08-08T23:55:00Z", 1_723_161_300_000_000_000)]
    [InlineData("2024-08-08T23:55Z", 1_723_161_300_000_000_000)]
    [InlineData("2024-08-08T23:55:00.5Z", 1_723_161_300_500_000_000)]
    [InlineData("2024-08-08T23:55:00.087896568Z", 1_723_161_300_087_896_568)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    public void A_time_is_in_utc_to_the_nanosecond(string time, long nanoseconds)
    {
        Assert.True(SwapRequest.TryParse($"rules.yaml@{time}", out SwapRequest? request, out _));
        Assert.Equal(new Timestamp(nanoseconds), request.Place.Time);
        Assert.Null(request.Place.Sequence);
    }

    [Theory]
    [InlineData("rules.yaml", "does not say where")]
    [InlineData("@5", "names no file")]
    [InlineData("rules.yaml@", "'' in 'rules.yaml@' is neither a sequence nor a UTC time")]
    [InlineData("rules.yaml@-5", "'-5' in")]
    [InlineData("rules.yaml@99999999999999999999", "is neither")]
    [InlineData("rules.yaml@noon", "is neither")]
    [InlineData("rules.yaml@2024-08-08T23:55:00", "ends in Z")]
    [InlineData("rules.yaml@2024-08-08T23:55:00+08:00", "ends in Z")]
    [InlineData("rules.yaml@2024-13-08T23:55:00Z", "is neither")]
    [InlineData("rules.yaml@2024-08-08T23:55:00.Z", "is neither")]
    [InlineData("rules.yaml@2024-08-08T23:55.5Z", "is neither")]
    [InlineData("rules.yaml@2024-08-08T23:55:00.0000000001Z", "is neither")]
    [InlineData("rules.yaml@2262-08-08T23:55:00Z", "is neither")]   // Beyond what nanoseconds can count.
    [InlineData("rules.yaml@1969-08-08T23:55:00Z", "is neither")]
    public void What_can_not_be_read_is_taught(string text, string expected)
    {
        Assert.False(SwapRequest.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("FILE@SEQUENCE such as rules.yaml@250000, or FILE@TIME such as rules.yaml@2024-08-08T23:55:00Z", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback@5", true)]
    [InlineData("./rollback@5", false)]
    [InlineData("rollback.yaml@5", false)]
    public void A_rollback_names_no_file(string text, bool expected)
    {
        Assert.True(SwapRequest.TryParse(text, out SwapRequest? request, out _));
        Assert.Equal(expected, request.IsRollback);
    }

    [Fact]
    public void A_place_is_reached_at_its_sequence_or_its_time_and_not_before()
    {
        SwapPlace sequence = SwapPlace.AtSequence(10);
        Assert.False(sequence.IsReached(9, Timestamp.MaxValue));
        Assert.True(sequence.IsReached(10, Timestamp.MinValue));
        SwapPlace time = SwapPlace.AtTime(new Timestamp(10));
        Assert.False(time.IsReached(long.MaxValue, new Timestamp(9)));
        Assert.True(time.IsReached(0, new Timestamp(10)));
        Assert.False(time.IsBefore(sequence) || sequence.IsBefore(time));   // Nobody can say.
        Assert.True(SwapPlace.AtSequence(9).IsBefore(sequence) && SwapPlace.AtTime(new Timestamp(9)).IsBefore(time));
    }
}
