//! Header words per field, in the order in which they are preferred: as seen in
//! real exports and in common use. Words are compared after folding, so one
//! spelling stands for all widths, cases and separators.

use crate::names::Field;

/// The header words of one field.
#[derive(Debug, Clone, Copy)]
pub struct Synonyms {
    /// The field.
    pub field: Field,
    /// Words that name it, the preferred one first.
    pub words: &'static [&'static str],
    /// Words that may name it when none of the others is there.
    pub weak: &'static [&'static str],
}

macro_rules! synonyms {
    ($($field:ident: [$($word:literal),* $(,)?] weak [$($weak:literal),* $(,)?];)*) => {
        /// Every field with its words; fields of one role in the order in which they choose columns.
        pub const SYNONYMS: &[Synonyms] = &[$(Synonyms {
            field: Field::$field,
            words: &[$($word),*],
            weak: &[$($weak),*],
        }),*];
    };
}

synonyms! {
    CustomerId: [
        "客户编号", "客户ID", "客户代码", "客户代号", "客户编码", "客户号", "会员编号", "会员ID", "会员号", "外部客户编号",
        "客戶編號", "客戶代碼", "客戶代號", "會員編號", "買家編號", "customer id", "cust id", "customer no",
        "customer number", "customer code", "cust no", "account id", "account no", "account number", "client id",
        "member id", "user id", "external id", "record id", "FCustId",
    ] weak ["编号", "編號", "代码", "id", "code", "no"];
    CustomerName: [
        "客户名称", "客户全称", "公司名称", "单位名称", "企业名称", "客户姓名", "客户", "顾客名称", "会员名称", "会员名",
        "买家会员名", "客户简称", "客戶名稱", "客戶全稱", "公司名稱", "客戶簡稱", "客戶", "往来单位", "购货单位", "购方名称",
        "company name", "customer name", "account name", "client name", "customer", "client", "account", "company",
        "buyer", "billing name",
    ] weak ["名称", "姓名", "公司", "企业", "单位", "名稱", "买家昵称", "昵称", "買家", "收货人", "name"];
    CustomerAlias: [
        "客户别名", "别名", "曾用名", "其他名称", "又名", "別名", "alias", "aliases", "aka", "other names", "former name",
    ] weak [];
    CustomerOwner: [
        "负责人", "业务负责人", "负责人名字", "业务员", "所属销售", "归属销售", "归属人", "客户经理", "客户所有人", "所有人",
        "跟单员", "电销员", "销售员", "销售代表", "销售人员", "业务经理", "维护人", "销售", "負責人", "業務員", "銷售員",
        "客戶經理", "專員", "業務", "owner", "account owner", "company owner", "contact owner", "deal owner",
        "account manager", "sales rep", "salesperson", "salesman", "assigned to", "rep", "OwnerId",
    ] weak ["跟进人", "电销", "业务"];
    CustomerDepartment: [
        "部门", "负责人部门", "负责人主属部门", "归属部门", "隶属部门", "所属团队", "销售部门", "业务部门", "团队", "部門", "團隊",
        "department", "team", "sales team",
    ] weak [];
    CustomerContactPerson: [
        "联系人", "客户联系人", "主要联系人", "首要联系人", "企业联系人/法人", "对接人", "聯絡人", "對接人", "contact person",
        "contact name", "contact", "primary contact",
    ] weak [];
    CustomerPhone: [
        "手机", "手机号", "手机号码", "电话", "联系电话", "联系手机", "移动电话", "座机电话", "收件人手机", "收货人手机", "手機",
        "手機號碼", "電話", "聯絡電話", "mobile", "mobile phone", "phone", "phone number", "telephone", "tel", "cell",
        "billing phone",
    ] weak ["联系方式", "聯絡方式"];
    CustomerEmail: [
        "邮箱", "电子邮箱", "电子邮件", "邮件", "QQ/E-mail", "郵箱", "電子郵件", "信箱", "email", "email address",
        "customer email", "mail",
    ] weak [];
    CustomerIndustry: [
        "行业", "所属行业", "客户行业", "行业划分", "行业类型", "用户行业", "行業", "所屬行業", "行業別", "industry", "sector",
        "vertical",
    ] weak [];
    CustomerRegion: [
        "区域", "客户区域", "销售区域", "地区", "地区名称", "大区", "片区", "省市", "省份", "省", "所在地", "收货人省份", "城市",
        "市", "收货人城市", "區域", "地區", "縣市", "region", "sales region", "territory", "area", "province", "state",
        "city", "country/region", "country",
    ] weak ["区"];
    CustomerSource: [
        "客户来源", "来源", "来源明细", "获客渠道", "线索来源", "推荐来源", "渠道名称", "渠道", "客戶來源", "來源", "source",
        "lead source", "original source", "account source", "channel",
    ] weak [];
    CustomerLevel: [
        "客户等级", "客户级别", "客户分级", "等级", "级别", "会员等级", "客户分类", "客户类别", "客户类型", "客戶等級", "客戶類型",
        "會員等級", "level", "customer level", "tier", "grade", "rating", "customer type", "segment",
    ] weak ["type", "类型"];
    CustomerStage: [
        "客户阶段", "阶段", "跟进状态", "客户状态", "成交状态", "生命周期", "生命状态", "销售阶段", "商机阶段", "階段", "洽談狀態",
        "stage", "lifecycle stage", "lifecycle", "deal stage", "customer stage",
    ] weak ["状态", "狀態", "status"];
    CustomerCreated: [
        "建档日期", "建档时间", "创建时间", "创建日期", "添加时间", "录入时间", "录入日期", "登记日期", "开户日期", "初次备案日期",
        "注册时间", "注册日期", "建檔日期", "建立日期", "created", "created at", "created date", "create date",
        "create time", "created on", "date created", "sign up", "signup date", "registered", "registration date",
    ] weak [];
    CustomerFirstDeal: [
        "首次合作日期", "首次合作时间", "首次成交日期", "首次成交时间", "首次采购日期", "首次购买日期", "首次下单日期", "首次下单时间",
        "成为客户时间", "成为客户日期", "合作开始日期", "合作起始日期", "首次合作", "first deal", "first deal date",
        "first order date", "first purchase", "first purchase date", "customer since", "since",
    ] weak [];
    CustomerLastContact: [
        "最近联系", "最近联系时间", "最近联系日期", "最后联系时间", "最后联系日期", "最后跟进时间", "最后跟进日期", "最近跟进时间",
        "最近跟进日期", "上次跟进时间", "上次跟进日期", "上次联系", "上次联系日期", "最近拜访日期", "最后拜访时间", "最後跟進時間",
        "上次聯絡日期", "最近聯絡日", "last contact", "last contact date", "last contacted", "last activity",
        "last activity date", "last touch", "last followed time", "contactLastTime",
    ] weak ["跟进时间", "跟进日期"];
    CustomerNextContact: [
        "下次联系时间", "下次联系日期", "下次联系", "下次跟进时间", "下次跟进日期", "下次跟进", "预计联系日", "下次拜访时间",
        "下次拜访日期", "下次拜访", "下次回访", "下次沟通", "计划跟进时间", "下次回访时间", "下次聯絡時間", "下次跟進時間", "next contact", "next contact date",
        "next follow up", "next follow up date", "follow up date", "next activity date", "next followed time",
        "contactNextTime",
    ] weak [];
    CustomerComplaint: [
        "未解决投诉", "未解决投诉数", "是否投诉", "投诉", "客诉", "投诉次数", "投訴", "客訴", "open complaints", "complaints",
        "complaint",
    ] weak [];
    CustomerSatisfaction: [
        "满意度", "客户满意度", "满意度评分", "滿意度", "satisfaction", "satisfaction score", "csat", "nps", "nps score",
    ] weak ["评价", "客情关系"];
    CustomerContractEnd: [
        "合同到期日", "合同到期", "合同到期日期", "合同到期时间", "合同结束日期", "合同截止日期", "合約到期日", "contract end",
        "contract end date", "contract expiry", "renewal date",
    ] weak ["有效日期", "到期日", "到期日期"];
    CustomerStrategic: [
        "战略客户", "是否战略客户", "是否战略", "战略", "重点客户", "是否重点客户", "大客户", "是否大客户", "戰略客戶", "重點客戶",
        "strategic", "is strategic", "strategic customer", "key account", "KA", "是否KA", "VIP", "是否VIP",
    ] weak [];
    CustomerDoNotContact: [
        "勿扰", "免打扰", "请勿联系", "勿擾", "do not contact", "do not call", "DNC", "opted out", "unsubscribed",
    ] weak [];
    CustomerPinnedTier: ["指定等级", "pinned tier"] weak [];
    CustomerPinnedType: ["指定类型", "pinned type"] weak [];
    CustomerPinnedFrom: ["指定自", "pinned from"] weak [];
    CustomerPinnedUntil: ["指定至", "pinned until"] weak [];
    CustomerPinReason: ["指定原因", "pin reason", "reason for pin"] weak ["原因"];

    OrderId: [
        "订单编号", "订单号", "订单ID", "订单编码", "交易单号", "交易号", "单据编号", "单据号", "销售单号", "单号", "合同编号",
        "合同号", "訂單編號", "訂單號", "單號", "合約編號", "order id", "order no", "order number", "order #", "order",
        "FBillNo", "发票号", "发票号码", "invoice no", "invoice number", "invoice id", "invoice", "transaction id",
        "sales order", "sales order no", "sales order number", "so no", "so number", "order ref", "order reference",
        "document no", "document number", "doc no", "receipt no", "receipt number",
    ] weak ["编号", "流水号", "id", "reference", "ref"];
    OrderCustomerId: [
        "客户编号", "客户ID", "客户代码", "客户代号", "客户编码", "客户号", "会员编号", "会员ID", "会员号", "买家会员名",
        "客戶編號", "客戶代碼", "客戶代號", "會員編號", "買家編號", "customer id", "cust id", "customer no",
        "customer number", "customer code", "cust no", "account id", "account no", "account number", "client id",
        "member id", "user id", "FCustId", "buyer username", "buyer user id", "买家账号", "买家ID",
    ] weak ["customer email", "buyer email", "email", "email address", "邮箱"];
    OrderCustomerName: [
        "客户名称", "客户全称", "公司名称", "单位名称", "企业名称", "客户姓名", "客户", "顾客名称", "会员名称", "买家昵称",
        "往来单位", "购货单位", "购方名称", "客户简称", "客戶名稱", "客戶全稱", "公司名稱", "客戶簡稱", "客戶", "FCustId#Name",
        "customer name", "company name", "account name", "client name", "billing name", "customer", "client",
        "company", "buyer", "buyer name", "associated company",
    ] weak ["会员名", "收货人", "收货人姓名", "收件人", "收件人姓名", "买家", "買家", "公司", "姓名", "名称", "name", "account", "contact name"];
    OrderDate: [
        "下单时间", "下单日期", "拍下时间", "下單日期", "订单日期", "订单时间", "訂單日期", "order date", "order time",
        "ordered at", "订单创建时间", "订单提交时间", "提交时间", "购买时间", "购买日期", "purchase date", "成交时间", "成交日期",
        "成交日", "交易时间", "交易日期", "transaction date", "销售日期", "sale date", "sales date", "业务日期", "单据日期",
        "日期", "date", "FDate", "创建时间", "创建日期", "created at", "created (UTC)", "created date (UTC)",
        "created date", "created", "create time", "付款时间", "支付时间", "订单付款时间", "付款日期", "paid at", "签约日期",
        "合同日期", "开票日期", "invoice date", "交貨日期", "close date", "时间", "day",
    ] weak ["预计成交日期"];
    OrderAmount: [
        "实付金额", "实付款", "买家实际支付金额", "实际支付金额", "实收金额", "付款金额", "支付金额", "成交金额", "成交额", "订单金额",
        "訂單金額", "開單金額", "订单总额", "订单总金额", "价税合计", "含税金额", "销售金额", "销售额", "合同金额", "商机金额", "总金额", "總金額",
        "金额", "金額", "商品金额合计", "产品总金额", "应收金额", "amount", "total amount", "order amount",
        "order total", "net sales", "sales", "revenue", "net amount", "total price", "total", "grand total", "gmv",
        "value", "order value", "amount paid", "gross amount", "gross total", "net total", "total incl vat",
        "total incl. vat", "invoice amount", "invoice total", "sale amount", "sales amount", "turnover", "line total",
        "line amount", "item total", "extended price", "extended amount", "小计金额", "行金额",
        "金额合计", "合计金额", "交易金额", "交易额", "下单金额", "购买金额", "折后金额", "营业额", "销售收入", "货款",
        "金額合計", "合計金額", "amt", "order amt", "total amt", "sales amt", "net amt",
    ] weak ["subtotal", "小计", "回款金额", "n. revenue (formatted)"];
    OrderQuantity: [
        "数量", "下单数量", "订购数量", "商品数量", "销售数量", "宝贝总数量", "订单商品总件数", "件数", "份数", "销量", "數量", "件數",
        "quantity", "qty", "FQty", "lineitem quantity", "items sold", "units",
    ] weak [];
    OrderPrice: [
        "单价", "销售单价", "成交单价", "含税单价", "商品单价", "单品价格", "單價", "unit price", "price", "lineitem price",
        "price each", "FTaxPrice",
    ] weak ["价格", "售价"];
    OrderCost: ["成本", "成本金额", "成本合计", "采购成本", "成本合計", "cost", "total cost", "cogs"] weak [];
    OrderProfit: [
        "利润", "毛利", "毛利额", "利润额", "利潤", "毛利潤", "profit", "gross profit",
    ] weak ["margin"];
    OrderStatus: [
        "订单状态", "单据状态", "状态", "支付状态", "付款状态", "交易状态", "訂單狀態", "單據狀態", "狀態", "order status",
        "financial status", "payment status", "status", "state", "deal stage",
    ] weak [
        "审核状态", "审批状态", "審核狀態", "订单行状态", "行状态", "明细状态", "阶段", "销售阶段", "商机阶段", "stage",
        "opportunity stage",
    ];
    OrderCancelled: [
        "取消时间", "取消日期", "订单取消时间", "订单取消日期", "作废时间", "作废日期", "是否作废", "作废状态", "作废标志", "已作废",
        "作废", "是否取消", "已取消", "cancelled at", "canceled at", "is cancelled", "is canceled", "cancelled", "canceled", "voided",
        "cancelled on", "canceled on", "cancelled date", "canceled date", "cancellation date", "date cancelled",
        "date canceled", "void", "is void", "红冲标志", "是否红冲", "删除标记", "删除标志", "是否删除", "已删除", "is deleted",
    ] weak [];
    OrderRefund: [
        "退款金额", "退货金额", "退款", "退款總額", "refunded amount", "amount refunded", "refund amount", "refund", "refunded",
    ] weak [];
    OrderCurrency: [
        "币种", "币别", "货币", "结算币别", "幣別", "幣種", "currency", "currency code", "FSettleCurrId#Name", "FSettleCurrId",
    ] weak [];
    OrderProduct: [
        "商品名称", "产品名称", "货品名称", "宝贝标题", "全部商品名称", "物料名称", "品名", "商品", "产品", "商品名稱", "產品",
        "品項", "product name", "product", "product(s)", "lineitem name", "item", "item name", "FMaterialId#Name", "标题",
        "title", "product id", "sku", "description",
    ] weak [];
    OrderCategory: [
        "商品类别", "产品类别", "品类", "类目", "类别", "分类", "产品线", "類別", "品類", "category", "product category",
        "sub-category",
    ] weak [];
    OrderSalesperson: [
        "业务员", "销售员", "销售", "销售代表", "销售人员", "负责人", "業務員", "開單人", "制单人", "sales rep", "salesperson",
        "owner", "deal owner", "rep",
    ] weak [];

    ContactCustomerId: [
        "客户编号", "客户ID", "客户代码", "客户代号", "客户编码", "客户号", "会员编号", "会员ID", "会员号", "客戶編號",
        "客戶代碼", "客戶代號", "customer id", "cust id", "customer no", "customer number", "customer code",
        "account id", "account no", "account number", "client id", "member id", "WhatId",
    ] weak ["编号"];
    ContactCustomerName: [
        "客户名称", "客户全称", "公司名称", "单位名称", "企业名称", "客户姓名", "客户", "客户简称", "客戶名稱", "公司名稱", "客戶",
        "customer name", "company name", "account name", "client name", "customer", "client", "account", "company",
    ] weak ["公司", "姓名", "名称", "name"];
    ContactDay: [
        "跟进日期", "跟进时间", "联系日期", "联系时间", "拜访日期", "拜访时间", "回访日期", "回访时间", "沟通日期", "沟通时间",
        "完成日期", "完成日", "实际日期", "跟進日期", "跟進時間", "聯絡日期", "日期", "时间", "contact date", "contact day", "contacted on",
        "contacted at", "activity date", "follow up date", "visit date", "call date", "done on", "done day",
        "completed on", "date", "day",
    ] weak ["创建时间", "记录时间", "created at"];
    ContactWho: [
        "跟进人", "跟进人员", "联系人员", "拜访人", "回访人", "沟通人", "执行人", "业务员", "负责人", "销售", "销售员", "跟進人",
        "who", "contacted by", "by", "done by", "sales rep", "salesperson", "owner", "rep", "assigned to", "OwnerId",
    ] weak ["记录人", "创建人", "操作人", "created by", "user"];
    ContactChannel: [
        "跟进方式", "联系方式", "沟通方式", "拜访方式", "回访方式", "跟进类型", "方式", "渠道", "联系渠道", "跟進方式", "聯絡方式",
        "channel", "contact method", "method", "activity type", "contact type", "contact channel", "via",
    ] weak ["类型", "type"];
    ContactContent: [
        "跟进内容", "沟通内容", "联系内容", "拜访内容", "回访内容", "内容", "主题", "跟進內容", "內容", "content", "subject",
        "topic", "about",
    ] weak [];
    ContactOutcome: [
        "跟进结果", "联系结果", "沟通结果", "拜访结果", "回访结果", "结果", "跟進結果", "結果", "outcome", "result",
        "call result", "disposition",
    ] weak ["状态", "跟进状态", "status"];
    ContactLossReason: [
        "流失原因", "丢单原因", "输单原因", "失单原因", "未成交原因", "战败原因", "拒绝原因", "失败原因", "流失理由", "拒绝理由",
        "輸單原因", "拒絕原因", "reason for loss", "loss reason", "lost reason", "reason lost", "closed lost reason",
        "churn reason", "reason for refusal",
    ] weak ["原因", "reason"];
    ContactNote: [
        "备注", "跟进备注", "跟进记录", "跟进情况", "沟通记录", "联系记录", "拜访记录", "说明", "描述", "備註", "跟進記錄",
        "聯絡紀錄", "說明", "note", "notes", "remark", "remarks", "comment", "comments", "description", "record",
    ] weak [];
    ContactNextDay: [
        "下次跟进日期", "下次跟进时间", "下次跟进", "下次联系日期", "下次联系时间", "下次联系", "下次拜访时间", "下次拜访日期",
        "下次拜访", "下次回访", "下次沟通", "下次回访时间", "计划跟进时间", "下次日期", "下次跟進時間", "下次聯絡時間", "next day", "next date", "next contact",
        "next contact date", "next follow up", "next follow up date", "next activity date", "next step date",
    ] weak [];
    ContactSatisfaction: [
        "满意度", "客户满意度", "满意度评分", "滿意度", "satisfaction", "satisfaction score", "csat",
    ] weak ["评价", "评分"];
    ContactTask: ["任务编号", "任务ID", "任务号", "任務編號", "task id", "task no"] weak ["任务", "task"];
    ContactStatus: ["任务状态", "task status"] weak [];
    ContactIssued: ["下发日期", "任务下发日期", "issued", "task issued"] weak [];
    ContactDue: ["任务到期日", "task due"] weak [];
}
