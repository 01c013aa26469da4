using Deploy.Kubernetes.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Deploy.Kubernetes.Tests.Models;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("500m", "0.5", "500m")]
    [InlineData("0.5", "0.5", "500m")]
    [InlineData("1500m", "1.5", "1500m")]
    [InlineData("2000m", "2", "2")]
    [InlineData("64Mi", "67108864", "64Mi")]
    [InlineData("1.5Gi", "1610612736", "1536Mi")]
    [InlineData("1024Mi", "1073741824", "1Gi")]
    [InlineData("128974848", "128974848", "128974848")]
    [InlineData("129M", "129000000", "129M")]
    [InlineData("12e6", "12000000", "12e6")]
    [InlineData("1E", "1000000000000000000", "1E")]
    [InlineData("0.5Ki", "512", "512")]
    [InlineData("-3", "-3", "-3")]
    [InlineData("+1k", "1000", "1k")]
    [InlineData("0.0000000001", "0.0000000001", "1n")]
    [InlineData("0", "0", "0")]
    public void It_is_read_and_written_as_the_server_does(string text, string value, string canonical)
    {
        var quantity = Quantity.Parse(text);

        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), quantity.Value);
        Assert.Equal(canonical, quantity.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("abc")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("Gi")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("1..2")]
    [InlineData("99999999999999999999Ei")]
    public void What_is_no_quantity_is_refused(string? text) => Assert.False(Quantity.TryParse(text, out _));

    [Fact]
    public void What_is_written_reads_back_to_the_same_value() => Prop
        .ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), Gen.Elements(Enum.GetValues<QuantityFormat>()).ToArbitrary(), (number, scale, format) =>
        {
            var quantity = new Quantity(number / (decimal)Math.Pow(10, scale), format);
            return Quantity.Parse(quantity.ToString()) == quantity;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void It_is_compared_and_added_by_value()
    {
        Assert.Equal(Quantity.Parse("1"), Quantity.Parse("1000m"));
        Assert.True(Quantity.Parse("1Gi") > Quantity.Parse("1G"));
        Assert.Equal("1536Mi", (Quantity.Zero + Quantity.Parse("1Gi") + Quantity.Parse("512Mi")).ToString());
        Assert.Equal("-500m", (Quantity.Parse("1") - Quantity.Parse("1500m")).ToString());
    }
}
